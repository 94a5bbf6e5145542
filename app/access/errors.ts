import { Exception } from '@adonisjs/core/exceptions'
import { ABILITY_NAMES, type ApiAbility } from './api_abilities.js'
import type { CapName } from './token_caps.js'

/**
 * A request about a token that cannot be met: the message names the value and a fix. Nothing was
 * changed.
 */
export class InvalidTokenRequest extends Exception {
  static code = 'E_INVALID_TOKEN_REQUEST'
  static status = 422
}

export class UnknownAbility extends InvalidTokenRequest {
  static code = 'E_UNKNOWN_ABILITY'

  constructor(readonly ability: string) {
    super(`There is no ability "${ability}"; use one of: ${ABILITY_NAMES.join(', ')}`)
  }
}

/** The fields of an account that somebody fills in. */
export type UserField = 'email' | 'name' | 'role' | 'language' | 'password'

/** What can be wrong with one. */
export type UserFault =
  | 'email_form'
  | 'email_taken'
  | 'name_form'
  | 'role_unknown'
  | 'language_unknown'
  | 'password_short'
  | 'password_long'
  | 'password_obvious'

/**
 * A request about an account that cannot be met: the message names the value and a fix. Nothing was
 * changed.
 */
export class InvalidUserRequest extends Exception {
  static code = 'E_INVALID_USER_REQUEST'
  static status = 422

  constructor(
    readonly field: UserField,
    /** `users.fault_NAME` has the words of pages. */
    readonly fault: UserFault,
    message: string
  ) {
    super(message)
  }
}

/** The token is valid, but lacks the ability. */
export class MissingAbility extends Exception {
  static code = 'E_MISSING_ABILITY'
  static status = 403

  constructor(readonly ability: ApiAbility) {
    super(`The token lacks the ability "${ability}"`)
  }
}

/** A token has used up one of its caps. Nothing was changed. */
export class TokenCapReached extends Exception {
  static code = 'E_TOKEN_CAP'
  static status = 429

  constructor(
    readonly cap: CapName,
    message: string,
    /** Until the cap allows more by itself; null where somebody has to act. */
    readonly retryAfterSeconds: number | null = null
  ) {
    super(message)
  }
}
