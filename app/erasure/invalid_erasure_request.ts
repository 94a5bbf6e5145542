import { Exception } from '@adonisjs/core/exceptions'

/**
 * An erasure request that cannot be carried out: the field and a fix, without the value. Nothing
 * was changed.
 */
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
