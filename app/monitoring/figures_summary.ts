import { COUNTED_OUTCOMES } from '#messages/counters/count_moves'
import type { Counts, Figures } from '#messages/figures/figures'
import { averageOf, percentileOf, type Times } from '#messages/figures/times'
import { isAccepted, isThrottled, roundShare } from '#monitoring/attempt_outcomes'

const P95 = 0.95

/** Seconds; null where nothing was measured. */
export interface TimesSummary {
  average: number | null
  /** Of facilities and languages only the average is kept. */
  p95: number | null
}

export interface ReasonedCount {
  total: number
  byReason: Counts
}

/** Figures for people and programs: what happened in a period. */
export interface FiguresSummary {
  /** Messages; a message that is sent again counts again. */
  sent: number
  delivered: number
  undelivered: number
  /** Sent long ago, without a final receipt. */
  unconfirmed: number
  failed: number
  deadLetters: number
  unknown: number
  cancelled: number
  suppressed: ReasonedCount
  expired: ReasonedCount
  /** POSTs of a message after its first. */
  retried: number
  /** SMS that left: one may carry several messages. */
  sms: number
  segments: number
  /** What they cost: nothing where an SMS is only logged. */
  units: number
  /** From sending to delivery. */
  deliverySeconds: TimesSummary
  /** From due to sent. */
  queueSeconds: TimesSummary
}

export function summaryOf(figures: Figures): FiguresSummary {
  const { moves, unconfirmed, retried, sms, segments, units } = figures
  return {
    sent: moves.sent ?? 0,
    delivered: moves.delivered ?? 0,
    undelivered: moves.undelivered ?? 0,
    unconfirmed,
    failed: moves.failed ?? 0,
    deadLetters: moves.dead_letter ?? 0,
    unknown: moves.unknown ?? 0,
    cancelled: moves.cancelled ?? 0,
    suppressed: reasoned(figures.suppressed),
    expired: reasoned(figures.expired),
    retried,
    sms,
    segments,
    units,
    deliverySeconds: timesOf(figures.delivery),
    queueSeconds: timesOf(figures.queue),
  }
}

/** How many messages came to each state that is an outcome. */
export function outcomesOf({ moves }: Figures): Counts {
  return Object.fromEntries(
    COUNTED_OUTCOMES.flatMap((status) => (moves[status] ? [[status, moves[status]]] : []))
  )
}

/** See `Statistics.successRate`. */
export function successRateOf({ moves, attempts, unsent }: Figures): number | null {
  let tried = unsent
  let accepted = 0
  for (const [outcome, count] of Object.entries(attempts)) {
    if (isAccepted(outcome)) accepted += count
    if (!isThrottled(outcome)) tried += count
  }
  const succeeded = Math.max(0, accepted - (moves.undelivered ?? 0))
  return tried === 0 ? null : roundShare(succeeded / tried)
}

export function totalOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

function reasoned(byReason: Counts): ReasonedCount {
  return { total: totalOf(byReason), byReason }
}

function timesOf(times: Times): TimesSummary {
  return { average: averageOf(times), p95: percentileOf(times, P95) }
}
