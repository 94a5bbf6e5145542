import type { Outcome } from '#gateways/types'

const ACCEPTED: Outcome = 'accepted'
const THROTTLED: Outcome = 'throttled'

export function isAccepted(outcome: string): boolean {
  return outcome === ACCEPTED
}

/** "Too many requests": part of the pace, neither a success nor a failure. */
export function isThrottled(outcome: string): boolean {
  return outcome === THROTTLED
}

/**
 * Refused, transient, ambiguous, operator unreachable, or a fault of the account or the
 * configuration. Faults that stop the account have their own check, but one unreachable request in
 * three never opens the circuit.
 */
export function countsAsFailure(outcome: string): boolean {
  return !isAccepted(outcome) && !isThrottled(outcome)
}

/** From 0 to 1, rounded for display. */
export function roundShare(share: number): number {
  return Math.round(share * 10_000) / 10_000
}
