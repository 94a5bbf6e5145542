import { Exception } from '@adonisjs/core/exceptions'
import type { RecordFault } from '#records/read_record'

/** A record cannot be used. Lists everything that is wrong; nothing was changed. */
export class InvalidRecord extends Exception {
  static code = 'E_INVALID_RECORD'
  static status = 422

  constructor(readonly faults: RecordFault[]) {
    super(faults.map(({ field, message }) => `${field}: ${message}`).join('\n'))
  }
}
