import { InvalidUserRequest } from '#access/errors'

/** Characters, as NIST SP 800-63B counts them: code points. */
export const SHORTEST_PASSWORD = 12
export const LONGEST_PASSWORD = 256

/**
 * What makes a password hard to guess is its length, so it need not mix kinds of characters (NIST SP
 * 800-63B). One that repeats a few characters, or the account itself, is refused.
 *
 * @throws InvalidUserRequest
 */
export function checkNewPassword(password: string, about: { email: string; name: string }): void {
  const refuse = (fault: 'password_short' | 'password_long' | 'password_obvious', why: string) => {
    throw new InvalidUserRequest('password', fault, why)
  }
  const characters = [...password.slice(0, LONGEST_PASSWORD + 1)]
  if (characters.length < SHORTEST_PASSWORD)
    refuse(
      'password_short',
      `The password has ${characters.length} characters, allowed: at least ${SHORTEST_PASSWORD}`
    )
  if (password.length > LONGEST_PASSWORD)
    refuse('password_long', `The password is longer than ${LONGEST_PASSWORD} characters`)
  if (isObvious(password.toLowerCase(), about))
    refuse(
      'password_obvious',
      'The password repeats a few characters, the e-mail address or the name: choose one that others do not guess'
    )
}

/** Fewer different characters than this are soon tried. */
const LEAST_DIFFERENT = 5

function isObvious(password: string, { email, name }: { email: string; name: string }): boolean {
  if (new Set(password).size < LEAST_DIFFERENT) return true
  const own = [email, email.split('@')[0], ...name.split(/\s+/)].map((part) => part.toLowerCase())
  const rest = own
    .filter((part) => part.length > 3)
    .reduce((left, part) => left.replaceAll(part, ''), password)
  return rest.length < SHORTEST_PASSWORD / 2
}
