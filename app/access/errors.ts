import { Exception } from '@adonisjs/core/exceptions'
import { ABILITY_NAMES, type ApiAbility } from './api_abilities.js'

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
    super(`There is no ability "${ability}"; there are: ${ABILITY_NAMES.join(', ')}`)
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
