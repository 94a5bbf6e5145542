import type { Counts } from '#messages/figures/figures'
import type { FiguresSummary } from '#monitoring/figures_summary'

export const TIMEFRAMES = ['hour', 'day', 'week'] as const

export type Timeframe = (typeof TIMEFRAMES)[number]

/** The ends of a period, as instants of the database that are in it. */
export interface DatedPeriod {
  from: string
  to: string
}

/** A timeframe, or the ends of a period as people write them. */
export type StatisticsRequest = Timeframe | WrittenPeriod

/** A period as people write it: one day, or its ends; without `to` it goes on until now. */
export interface WrittenPeriod {
  day?: string
  from?: string
  to?: string
}

export interface Statistics {
  /** `period`: between two instants that were given. */
  timeframe: Timeframe | 'period'
  /** ISO 8601. */
  from: string
  to: string
  /** Messages that came to an outcome in the timeframe; one that was sent and delivered came to two. */
  messages: {
    total: number
    byStatus: Counts
    byType: Record<string, Counts>
  }
  /** POSTs to the gateway that began in the timeframe. */
  attempts: {
    total: number
    byOutcome: Counts
    /** The answer is still awaited, or never came. */
    awaited: number
    /** POSTs of a message after its first. */
    retries: number
  }
  /**
   * The share, from 0 to 1, of what was tried that succeeded: accepted attempts less the messages
   * that turned out undelivered in the timeframe. Tried are attempts with an answer other than "too
   * many requests", and messages that failed before any attempt. Null if nothing was tried.
   */
  successRate: number | null
  /** Seconds from sending to delivery, of messages delivered in the timeframe; null without any. */
  averageDeliveryTime: number | null
  /** Messages that wait now, due or not; up to 100,000. */
  pending: number
  /** SMS segments of the messages sent in the timeframe, which are billed. */
  segmentsSent: number
  /** Seconds that the oldest due message has waited; null if none is due. */
  oldestDueAgeSeconds: number | null
  /** SMS an hour, over the whole timeframe. */
  smsPerHour: number
  /** Everything together, and by what it has in common. Messages without a patient have no facility. */
  total: FiguresSummary
  byType: Record<string, FiguresSummary>
  byFacility: Record<string, FiguresSummary>
  byLanguage: Record<string, FiguresSummary>
  byAccount: Record<string, FiguresSummary>
}

export function isTimeframe(value: string): value is Timeframe {
  return (TIMEFRAMES as readonly string[]).includes(value)
}

export class UnknownTimeframe extends Error {
  readonly code = 'E_UNKNOWN_TIMEFRAME'

  constructor(readonly timeframe: string) {
    super(`timeframe is "${timeframe}", allowed: ${TIMEFRAMES.join(', ')}`)
  }
}

/** Days of the longest period. */
export const MOST_DAYS = 366

export class PeriodNotUsable extends Error {
  readonly code = 'E_PERIOD_NOT_USABLE'
}
