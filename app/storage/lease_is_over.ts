import type { Clock } from '#app/clock'

/**
 * A lease that ends more than this many lease lengths ahead was written by a wrong clock and counts
 * as over. Two, not one: a process with a longer configured lease, or a slightly wrong clock, loses
 * nothing.
 */
const FARTHEST_LENGTHS = 2

/**
 * The condition that the row is no longer held; its bindings are `leaseBounds`. NULL if it was
 * never held.
 */
export const LEASE_IS_OVER = '(lease_until < :now_ms OR lease_until > :farthest_ms)'

/** The row is held. */
export const LEASE_HOLDS = '(lease_until >= :now_ms AND lease_until <= :farthest_ms)'

export interface LeaseBounds {
  [binding: string]: number
  now_ms: number
  farthest_ms: number
}

/** `lengthMs`: the length of a fresh lease. */
export function leaseBounds(clock: Clock, lengthMs: number): LeaseBounds {
  const nowMs = clock.sharedMs()
  return { now_ms: nowMs, farthest_ms: farthestMs(nowMs, lengthMs) }
}

/** The same for a lease read from a row. */
export function leaseHolds(until: number | null, clock: Clock, lengthMs: number): boolean {
  const nowMs = clock.sharedMs()
  return until !== null && until >= nowMs && until <= farthestMs(nowMs, lengthMs)
}

/** The last instant, in epoch milliseconds, until which something of this length can be held. */
export function farthestMs(nowMs: number, lengthMs: number): number {
  return nowMs + FARTHEST_LENGTHS * lengthMs
}
