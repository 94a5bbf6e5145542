export const TIMEFRAMES = ['hour', 'day', 'week'] as const

export type Timeframe = (typeof TIMEFRAMES)[number]

export interface Statistics {
  timeframe: Timeframe
  /** ISO 8601. */
  from: string
  to: string
  /** Messages whose last move is in the timeframe, by current state. */
  messages: {
    total: number
    byStatus: Record<string, number>
    byType: Record<string, Record<string, number>>
  }
  /** POSTs to the gateway that began in the timeframe. */
  attempts: {
    total: number
    byOutcome: Record<string, number>
    /** The answer is still awaited. */
    awaited: number
    /** POSTs of a message after its first. */
    retries: number
  }
  /**
   * The share, from 0 to 1, of what was tried that succeeded: accepted attempts without the messages
   * that the operator then could not deliver. Tried are attempts with an answer other than "too many
   * requests", and messages that failed before any attempt. Null if nothing was tried.
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
