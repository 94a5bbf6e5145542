/** Letters before and after an @, and a dot after it: only a message could prove more. */
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,180}\.[^\s@.]{2,24}$/

/** As accounts have it: in small letters; null if it is not an e-mail address. */
export function normalEmail(given: string): string | null {
  const email = given.slice(0, 300).trim().toLowerCase()
  return EMAIL.test(email) ? email : null
}
