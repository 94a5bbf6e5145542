/** A longer wait is ignored: one header would stop the whole account. */
const LONGEST_WAIT_MS = 3_600_000

/** Characters of an HTTP date, with room. */
const LONGEST_VALUE = 64

/** `Retry-After` (RFC 9110 §10.2.3) as milliseconds from now: seconds or an HTTP date. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const value = header?.trim()
  if (!value || value.length > LONGEST_VALUE) return undefined
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs
  if (Number.isNaN(waitMs)) return undefined
  return Math.min(Math.max(waitMs, 0), LONGEST_WAIT_MS)
}
