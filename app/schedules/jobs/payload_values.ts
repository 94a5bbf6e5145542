import { DateTime } from 'luxon'
import type { Reading } from '#schedules/jobs/payload_reader'

/** Kinds of values in payloads. What is expected is said without the value: it may be a number or a text. */

const WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?$/
const WITH_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}(:?\d{2})?)$/i

export function text({ max }: { max: number }): (value: unknown) => Reading<string> {
  return (value) =>
    isStorableText(value) && value.trim() !== '' && value.length <= max
      ? { ok: true, value }
      : { ok: false, expected: `a text of 1 to ${max} characters` }
}

export function wholeNumber({ min }: { min: number }): (value: unknown) => Reading<number> {
  return (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= min
      ? { ok: true, value }
      : { ok: false, expected: `a whole number from ${min} to ${Number.MAX_SAFE_INTEGER}` }
}

export function oneOf<Value extends string>(
  values: readonly Value[]
): (value: unknown) => Reading<Value> {
  return (value) =>
    values.includes(value as Value)
      ? { ok: true, value: value as Value }
      : { ok: false, expected: values.map((allowed) => `"${allowed}"`).join(' or ') }
}

/** An instant as other programs write it, kept as it was written. Without a zone it is in the zone given. */
export function moment(timezone: string): (value: unknown) => Reading<string> {
  return (value) =>
    typeof value === 'string' && isMoment(value, timezone)
      ? { ok: true, value }
      : {
          ok: false,
          expected: `a time such as "2025-11-14 15:30:00" (of ${timezone}) or "2025-11-14T15:30:00Z"`,
        }
}

/** PostgreSQL holds neither NUL nor half a surrogate pair, and no argument of a process holds a NUL. */
export function isStorableText(value: unknown): value is string {
  return typeof value === 'string' && value.isWellFormed() && !value.includes('\0')
}

function isMoment(value: string, timezone: string): boolean {
  if (!WITHOUT_ZONE.test(value) && !WITH_ZONE.test(value)) return false
  return DateTime.fromISO(value.replace(' ', 'T'), { zone: timezone }).isValid
}
