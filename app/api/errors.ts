import { Exception } from '@adonisjs/core/exceptions'
import { ABILITY_NAMES, type ApiAbility } from '#app/api/api_abilities'

/** What was asked for about a token cannot be done: the message names the value and what would be right. Nothing was changed. */
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

/** The token is valid, and not for this. */
export class MissingAbility extends Exception {
  static code = 'E_MISSING_ABILITY'
  static status = 403

  constructor(readonly ability: ApiAbility) {
    super(`The token lacks the ability "${ability}"`)
  }
}
