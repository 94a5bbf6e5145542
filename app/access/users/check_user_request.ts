import { InvalidUserRequest } from '#access/errors'
import { isLanguage, LANGUAGES, type Language } from '#access/languages'
import { isRole, ROLES, type Role } from '#access/roles'
import { checkNewPassword } from '#access/users/check_new_password'
import { normalEmail } from '#access/users/normal_email'

export interface UserRequest {
  email: string
  name: string
  role: string
  language: string
  password: string
}

/** Letters, marks, digits, spaces and .'’- between them. */
const NAME = /^[\p{L}\p{M}\p{N} .'’-]{1,80}$/u

/** The normalised request. @throws InvalidUserRequest */
export function checkUserRequest(request: UserRequest): UserRequest & {
  role: Role
  language: Language
} {
  const { role, language, password } = request
  const email = normalEmail(request.email)
  if (email === null)
    throw new InvalidUserRequest(
      'email',
      'email_form',
      `The e-mail address is "${request.email}", allowed: one such as "rosine@example.org"`
    )
  const name = request.name.trim()
  if (!NAME.test(name))
    throw new InvalidUserRequest(
      'name',
      'name_form',
      `The name is "${name}", allowed: 1 to 80 letters, digits, spaces and .'-`
    )
  checkNewPassword(password, { email, name })
  return { email, name, password, role: checkRole(role), language: checkLanguage(language) }
}

/** @throws InvalidUserRequest */
export function checkRole(role: string): Role {
  if (isRole(role)) return role
  throw new InvalidUserRequest(
    'role',
    'role_unknown',
    `There is no role "${role}"; use one of: ${ROLES.join(', ')}`
  )
}

function checkLanguage(language: string): Language {
  if (isLanguage(language)) return language
  throw new InvalidUserRequest(
    'language',
    'language_unknown',
    `There are no pages in "${language}"; use one of: ${LANGUAGES.join(', ')}`
  )
}
