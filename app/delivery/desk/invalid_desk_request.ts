import { Exception } from '@adonisjs/core/exceptions'

/**
 * Something a person asked for that cannot be done as it was asked. The message
 * names the field, what is wrong and what would be right; never a phone number
 * or a text.
 */
export class InvalidDeskRequest extends Exception {
  static code = 'E_INVALID_DESK_REQUEST'
  static status = 422

  constructor(
    readonly field: string,
    fault: string
  ) {
    super(`${field} ${fault}`)
  }
}
