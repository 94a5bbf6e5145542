import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { isAccepted, isThrottled, roundShare } from '#monitoring/attempt_outcomes'
import { countMessages as countWaiting } from '#monitoring/health/capped_count'
import { oldestDueSeconds } from '#monitoring/oldest_due'
import {
  isTimeframe,
  UnknownTimeframe,
  type Statistics,
  type Timeframe,
} from '#monitoring/statistics'
import { dialectOf } from '#storage/dialect_of'
import { toSqlInstant, toSqlInstantCeiling } from '#storage/instants'
import { query } from '#storage/sql'

export type { Statistics, Timeframe } from '#monitoring/statistics'

/** The most pending messages counted. */
const COUNT_AT_MOST = 100_000

type Period = { from: string; to: string }

/**
 * Statistics of the last hour, day (24 hours) or week (7 days). Reads only the rows of that period.
 */
@inject()
export class CollectStatistics {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  async run(timeframe: Timeframe): Promise<Statistics> {
    if (!isTimeframe(timeframe)) throw new UnknownTimeframe(timeframe)
    const client = this.db.connection()
    const to = this.clock.now()
    const from = to.minus({ [timeframe]: 1 })
    /** Includes the whole current second. */
    const period = { from: toSqlInstant(from), to: toSqlInstantCeiling(to) }

    const { accepted, judged, ...attempts } = await countAttempts(client, period)
    const { undelivered, unsent, averageDeliveryTime } = await readDeliveries(client, period)
    return {
      timeframe,
      from: from.toISO(),
      to: to.toISO(),
      messages: await countMessages(client, period),
      attempts,
      successRate: successRateOf({ accepted, judged, undelivered, unsent }),
      averageDeliveryTime,
      pending: await countPending(client),
      segmentsSent: await countSegments(client, period),
      oldestDueAgeSeconds: await oldestDueSeconds(client, to),
    }
  }
}

/** Walks the index sms_messages_by_age. */
async function countMessages(
  client: QueryClientContract,
  period: Period
): Promise<Statistics['messages']> {
  const rows = await query<{ message_type: string; status: string; messages: number }>(
    client,
    `SELECT message_type, status, COUNT(*) AS messages FROM sms_messages
     WHERE updated_at >= :from AND updated_at <= :to
     GROUP BY message_type, status ORDER BY message_type, status`,
    period
  )
  const counts: Statistics['messages'] = { total: 0, byStatus: {}, byType: {} }
  const byType = new Map<string, Record<string, number>>()
  for (const { message_type: type, status, messages } of rows) {
    counts.total += messages
    counts.byStatus[status] = (counts.byStatus[status] ?? 0) + messages
    byType.set(type, { ...byType.get(type), [status]: messages })
  }
  return { ...counts, byType: Object.fromEntries(byType) }
}

/** Walks the index sms_attempts_by_time. */
async function countAttempts(
  client: QueryClientContract,
  period: Period
): Promise<Statistics['attempts'] & { accepted: number; judged: number }> {
  const rows = await query<{ outcome: string | null; attempts: number; retries: number }>(
    client,
    `SELECT outcome, COUNT(*) AS attempts, COUNT(CASE WHEN number > 1 THEN 1 END) AS retries FROM sms_attempts
     WHERE started_at >= :from AND started_at <= :to
     GROUP BY outcome ORDER BY outcome`,
    period
  )
  const counts = { total: 0, byOutcome: {} as Record<string, number>, awaited: 0, retries: 0 }
  let accepted = 0
  let judged = 0
  for (const { outcome, attempts, retries } of rows) {
    counts.total += attempts
    counts.retries += retries
    if (outcome === null) {
      counts.awaited = attempts
      continue
    }
    counts.byOutcome[outcome] = attempts
    if (isAccepted(outcome)) accepted = attempts
    if (!isThrottled(outcome)) judged += attempts
  }
  return { ...counts, accepted, judged }
}

interface Tried {
  accepted: number
  judged: number
  /** Sent in the timeframe. */
  undelivered: number
  /** Failed before any attempt. */
  unsent: number
}

function successRateOf({ accepted, judged, undelivered, unsent }: Tried): number | null {
  const tried = judged + unsent
  return tried === 0 ? null : roundShare(Math.max(0, accepted - undelivered) / tried)
}

/** Walks the index sms_messages_by_age. */
async function readDeliveries(
  client: QueryClientContract,
  period: Period
): Promise<Pick<Tried, 'undelivered' | 'unsent'> & { averageDeliveryTime: number | null }> {
  const [{ undelivered, unsent, seconds }] = await query<{
    undelivered: number
    unsent: number
    seconds: number | null
  }>(
    client,
    `SELECT COUNT(CASE WHEN status = 'undelivered' AND sent_at >= :from THEN 1 END) AS undelivered,
            COUNT(CASE WHEN status = 'failed' AND attempt_count = 0 THEN 1 END) AS unsent,
            AVG(CASE WHEN status = 'delivered' AND sent_at <= delivered_at
              AND delivered_at >= :from AND delivered_at <= :to
              THEN ${dialectOf(client).secondsBetween('sent_at', 'delivered_at')} END) AS seconds
     FROM sms_messages WHERE updated_at >= :from AND updated_at <= :to`,
    period
  )
  const averageDeliveryTime = seconds === null ? null : Math.round(seconds)
  return { undelivered, unsent, averageDeliveryTime }
}

/** Naming all priorities restricts it to the index sms_messages_due. */
async function countPending(client: QueryClientContract): Promise<number> {
  const { value } = await countWaiting(client, `status = 'pending' AND priority IN (1, 2, 3)`, {
    cap: COUNT_AT_MOST,
  })
  return value
}

/**
 * A message sent in the timeframe has not moved before it, so the index sms_messages_by_age narrows
 * it down.
 */
async function countSegments(client: QueryClientContract, { from, to }: Period): Promise<number> {
  const [{ segments }] = await query<Pick<Rows['sms_messages'], 'segments'>>(
    client,
    `SELECT SUM(segments) AS segments FROM sms_messages
     WHERE updated_at >= :from AND sent_at >= :from AND sent_at <= :to`,
    { from, to }
  )
  return segments ?? 0
}
