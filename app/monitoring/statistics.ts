export const TIMEFRAMES = ['hour', 'day', 'week'] as const

export type Timeframe = (typeof TIMEFRAMES)[number]

export interface Statistics {
  timeframe: Timeframe
  /** ISO 8601. */
  from: string
  to: string
  /** Messages whose last move falls into the timeframe, as they are now. */
  messages: {
    total: number
    byStatus: Record<string, number>
    byType: Record<string, Record<string, number>>
  }
  /** POSTs to the gateway that were begun in the timeframe. */
  attempts: {
    total: number
    byOutcome: Record<string, number>
    /** The answer is still awaited. */
    awaited: number
    /** POSTs of a message after its first. */
    retries: number
  }
  /** Accepted attempts among those with an answer, "too many requests" left out, from 0 to 1; nothing without any. */
  successRate: number | null
  /** SMS segments of the messages sent in the timeframe: what is billed. */
  segmentsSent: number
  /** Seconds that the message which is due longest has waited; nothing when none is due. */
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
