import { errors } from '@vinejs/vine'
import { MOST_FAULTS } from '#values/unknown_fields'

export interface InputFault {
  field: string
  message: string
  /** The rule that was broken; `usable` where it has no name. */
  rule?: string
}

/** The API's error for fields that cannot be used, with at most 50 of their faults. */
export function validationError(faults: InputFault[]) {
  return new errors.E_VALIDATION_ERROR(
    faults.slice(0, MOST_FAULTS).map(({ rule = 'usable', ...fault }) => ({ ...fault, rule }))
  )
}
