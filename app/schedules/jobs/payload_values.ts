import { isStorable } from '#values/storable_text'
import type { Reading } from '#schedules/jobs/payload_reader'
import { AN_INSTANT, readInstant } from '#values/read_instant'

/**
 * Kinds of values in payloads. Expectations never quote the value: it may be a number or a text.
 */

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

export function flag(value: unknown): Reading<boolean> {
  return typeof value === 'boolean' ? { ok: true, value } : { ok: false, expected: 'true or false' }
}

/** An instant, kept as written. Without an offset it is in the given zone. */
export function moment(timezone: string): (value: unknown) => Reading<string> {
  return (value) =>
    typeof value === 'string' && readInstant(value, timezone)
      ? { ok: true, value }
      : { ok: false, expected: `${AN_INSTANT}; without an offset it is in ${timezone}` }
}

/** Process arguments cannot contain NUL either. */
export function isStorableText(value: unknown): value is string {
  return typeof value === 'string' && isStorable(value)
}
