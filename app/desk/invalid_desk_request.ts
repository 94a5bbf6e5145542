import { Exception } from '@adonisjs/core/exceptions'

/**
 * A person's request that cannot be carried out. The message names the field, the fault and a fix;
 * never a phone number or a text.
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
