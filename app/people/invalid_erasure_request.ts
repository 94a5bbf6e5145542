import { Exception } from '@adonisjs/core/exceptions'

/** An erasure that cannot be done as it was asked for: the field and what would be right, without the value. Nothing was changed. */
export class InvalidErasureRequest extends Exception {
  static code = 'E_INVALID_ERASURE_REQUEST'
  static status = 422

  constructor(
    readonly field: 'ref' | 'phone' | 'reason',
    problem: string
  ) {
    super(`${field} ${problem}`)
  }
}
