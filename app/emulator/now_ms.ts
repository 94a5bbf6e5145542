/**
 * Milliseconds since 1970, to the microsecond, that never go back: a changed system clock must not
 * affect what "within one second" means here.
 */
export function nowMs(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000) / 1000
}
