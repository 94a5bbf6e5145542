import { Exception } from '@adonisjs/core/exceptions'
import { validationError } from '#app/api/validation_error'
import { malformed, type BodyKind } from '#faces/body_kinds'
import { countMembers, type JsonExtent } from '#values/json_extent'

/** Values of a body: 1,000 records have about 20,000. */
const MOST_VALUES = 60_000

/** Objects and lists within each other; ours have at most four. */
const DEEPEST = 20

/** The escapes of characters that cannot be stored, or may not be: UTF-8 cannot hold them otherwise. */
const UNSTORABLE_ESCAPE = /\\u(?:0000|d[89a-f])/i

/** Fields of one object: parsing one with many takes far longer than a list as long. */
const MOST_FIELDS = 1_000

/** Refuses a body that takes long to parse and to walk. */
export function refuseUnwieldy({ depth, values, largest }: JsonExtent, kind: BodyKind): void {
  if (depth > DEEPEST) throw malformed(kind)
  if (values > MOST_VALUES)
    throw tooLarge(`The body has more than ${MOST_VALUES} values: send fewer at a time`)
  if (largest <= MOST_FIELDS) return
  const message = `an object has ${largest} fields: give at most ${MOST_FIELDS}`
  throw validationError([{ field: '', message }])
}

/** Which of two values counts is for the sender to say. */
export function refuseRepeatedNames({ members }: JsonExtent, body: unknown): void {
  if (countMembers(body) === members) return
  throw new Exception(
    'An object of the body names a field twice, or "__proto__": send each field once',
    { status: 400, code: 'E_REPEATED_FIELD' }
  )
}

export function mayBeUnstorable(text: string): boolean {
  return UNSTORABLE_ESCAPE.test(text)
}

export function tooLarge(message: string) {
  return new Exception(message, { status: 413, code: 'E_BODY_TOO_LARGE' })
}
