import { nearest } from '#values/nearest'

/** Faults that are named: an answer must not be much longer than its request. */
export const MOST_FAULTS = 50

/** Any other name may be a number or a text in the wrong place, and is not repeated. */
const FIELD_NAME = /^[a-z_]{1,40}$/i

/**
 * The fields of an object that are not known, each with the nearest known name; at most `most` of
 * them. `known` is in the order shown.
 */
export function unknownFields(
  object: object,
  known: readonly string[],
  most = MOST_FAULTS
): { field: string; message: string }[] {
  const names = new Set(known)
  return Object.keys(object)
    .filter((name) => !names.has(name))
    .slice(0, most)
    .map((name) => {
      const field = FIELD_NAME.test(name) ? name : 'a field'
      return { field, message: `is not known: ${helpWith(name, known)}` }
    })
}

function helpWith(name: string, known: readonly string[]): string {
  if (known.length === 0) return 'there are no fields here'
  const [near] = FIELD_NAME.test(name) ? nearest(name, known, 1) : []
  return near ? `did you mean ${near}?` : `the fields are ${known.join(', ')}`
}
