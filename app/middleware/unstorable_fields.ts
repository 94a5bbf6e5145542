import { errors } from '@vinejs/vine'
import { isStorable } from '#values/storable_text'

/** Invalid fields that are named: the answer must not be longer than the request. */
const FIELDS_NAMED = 20

/**
 * Refuses texts that PostgreSQL cannot store: those with U+0000 or half a surrogate pair. Fields
 * are named as in Vine: `recipients.0.name`. @throws E_VALIDATION_ERROR
 */
export function refuseUnstorable(sent: object): void {
  const fields: string[] = []
  find(sent, [], fields)
  if (fields.length === 0) return
  throw new errors.E_VALIDATION_ERROR(
    fields.map((field) => ({
      field,
      rule: 'storable',
      message: `The ${field} field must contain neither U+0000 nor half a surrogate pair`,
    }))
  )
}

/** `path` leads to the value; it is shared, because most values are in order. */
function find(value: unknown, path: string[], found: string[]): void {
  if (found.length === FIELDS_NAMED) return
  if (typeof value === 'string' && !isStorable(value)) found.push(path.join('.'))
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    path.push(name)
    if (isStorable(name)) find(member, path, found)
    else if (found.length < FIELDS_NAMED) found.push(path.join('.'))
    path.pop()
  }
}
