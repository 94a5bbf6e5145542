import { errors } from '@vinejs/vine'
import { validationError, type InputFault } from '#app/api/validation_error'
import { isObject } from '#values/is_object'
import { unknownFields } from '#values/unknown_fields'

interface Validator {
  validate(data: any): Promise<any>
  toJSONSchema(): object
}

/**
 * A validator that also refuses fields it does not know, with the nearest known name, and names
 * every fault at once. `fields`: what it was made from.
 */
export function strictly<Kind extends Validator>(
  validator: Kind,
  fields: Record<string, unknown>
): {
  validate(data: unknown): Promise<Awaited<ReturnType<Kind['validate']>>>
  toJSONSchema(): object
} {
  const known = Object.keys(fields)
  return {
    toJSONSchema: () => validator.toJSONSchema(),
    async validate(data) {
      const faults: InputFault[] = isObject(data) ? unknownFields(data, known) : []
      const valid = await orFaults(validator.validate(data), faults)
      if (faults.length > 0) throw validationError(faults)
      return valid
    },
  }
}

/** What is valid; otherwise undefined, and its faults are added to the others. */
export async function orFaults<Valid>(
  valid: Promise<Valid>,
  faults: InputFault[],
  prefix = ''
): Promise<Valid | undefined> {
  try {
    return await valid
  } catch (error) {
    if (!(error instanceof errors.E_VALIDATION_ERROR)) throw error
    const found: InputFault[] = error.messages
    faults.push(...found.map((fault) => ({ ...fault, field: `${prefix}${fault.field}` })))
    return undefined
  }
}
