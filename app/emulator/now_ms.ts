/**
 * Milliseconds since 1970 that never step back, to the microsecond: a moved or
 * corrected system clock must not change what "within one second" means here.
 */
export function nowMs(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000) / 1000
}
