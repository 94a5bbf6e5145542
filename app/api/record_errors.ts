import { Exception } from '@adonisjs/core/exceptions'
import { validationError, type InputFault } from '#app/api/validation_error'
import { InvalidRecord } from '#records/invalid_record'
import type { RecordResult } from '#records/record_result'

/** The patient has none. The address is not repeated. */
export class NoSuchImmunization extends Exception {
  static code = 'E_NO_SUCH_IMMUNIZATION'
  static status = 404

  constructor() {
    super(
      'The patient has no immunization with this vaccine and dose: PUT it with its due_on first'
    )
  }
}

export class StatusKept extends Exception {
  static code = 'E_STATUS_KEPT'
  static status = 409

  constructor(readonly from: string) {
    super(
      `The patient stays "${from}": send "replace": true if the death on record is a mistake; an erasure cannot be taken back`
    )
  }
}

/** Turns `InvalidRecord` into the API's error for invalid fields. */
export async function withRecordErrors<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof InvalidRecord ? validationError(error.faults) : error
  }
}

/**
 * The result of a single record. `others`: faults outside the record.
 * @throws E_VALIDATION_ERROR if it was rejected
 */
export function acceptedRecord(result: RecordResult, others: InputFault[] = []): RecordResult {
  const { outcome, faults, taken } = result
  if (outcome !== 'rejected') return result
  const own = faults.filter(({ field }) => !others.some((other) => other.field === field))
  const inForce = taken.map((what) => ({ field: '', message: `${what} still takes effect` }))
  throw validationError([...others, ...own, ...inForce])
}
