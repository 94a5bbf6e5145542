import type { Outcome } from '#gateways/types'

const ACCEPTED: Outcome = 'accepted'
const THROTTLED: Outcome = 'throttled'

export function isAccepted(outcome: string): boolean {
  return outcome === ACCEPTED
}

/** "Not now, slower": part of the pace, neither a success nor a failure. */
export function isThrottled(outcome: string): boolean {
  return outcome === THROTTLED
}

/**
 * Refused, transient, ambiguous, the operator out of reach, a fault of the
 * account or the configuration. The faults that stop the account have a check of
 * their own, but one request in three that finds nobody never opens the circuit.
 */
export function countsAsFailure(outcome: string): boolean {
  return !isAccepted(outcome) && !isThrottled(outcome)
}

/** From 0 to 1, with as many digits as anybody reads. */
export function roundShare(share: number): number {
  return Math.round(share * 10_000) / 10_000
}
