import { isHeldBack } from '#delivery/pauses/held_back'
import type { Settlement } from '#delivery/send/settle_unsent'
import { MessageStatuses } from '#messages/message_status'

/** What one sweep did, counted in messages: a reminder counts where its SMS does. */
export interface SweepStatistics {
  /** Claimed and decided, with any result. */
  processed: number
  /** Accepted by the operator. */
  sent: number
  /** The SMS in which those left: one may carry several. */
  sms: number
  /** Refused for good: by the operator, or by us before the POST. */
  failed: number
  /** Back to pending with a retry counted. */
  retried: number
  deadLettered: number
  suppressed: number
  cancelled: number
  expired: number
  /** The outcome cannot be known. */
  unknown: number
  /** Back to pending without a retry counted: throttled, an outage, a paused account. */
  released: number
  /** Deferred: outside the sending window, or over a daily cap. */
  deferred: number
  /** Deferred: their facility or type is paused. */
  heldBack: number
  /** Milliseconds. */
  processingTime: number
}

export function emptySweepStatistics(): SweepStatistics {
  return {
    processed: 0,
    sent: 0,
    sms: 0,
    failed: 0,
    retried: 0,
    deadLettered: 0,
    suppressed: 0,
    cancelled: 0,
    expired: 0,
    unknown: 0,
    released: 0,
    deferred: 0,
    heldBack: 0,
    processingTime: 0,
  }
}

/** Counts a message that is not sent now, by its new state. */
export function countSettled(
  statistics: SweepStatistics,
  { status, reason }: Pick<Settlement, 'status' | 'reason'>
): void {
  if (status !== MessageStatuses.pending) count(statistics, status)
  else count(statistics, isHeldBack(reason) ? 'heldBack' : 'deferred')
}

export function count(
  statistics: SweepStatistics,
  name: keyof SweepStatistics,
  messages = 1
): void {
  statistics[name] += messages
  statistics.processed += messages
}

export function addStatistics(total: SweepStatistics, more: SweepStatistics): void {
  for (const name of Object.keys(total) as (keyof SweepStatistics)[]) total[name] += more[name]
}

/** With the unit in the name. */
export function statisticsForLog({ processingTime, ...counts }: SweepStatistics) {
  return { ...counts, durationMs: processingTime }
}
