import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { DateTime } from 'luxon'
import { Clock } from '#app/clock'
import { oldestDueSince } from '#monitoring/oldest_due'
import type { MessageStatus } from '#models/message_status'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** How far back each looks. */
export const TIMEFRAMES = { hour: { hours: 1 }, day: { days: 1 }, week: { days: 7 } } as const

export type Timeframe = keyof typeof TIMEFRAMES

type Counts<Key extends string> = Partial<Record<Key, number>>

export interface Statistics {
  timeframe: Timeframe
  /** ISO 8601 */
  since: string
  until: string
  /** Messages that were made or moved within the timeframe, in the state they are in now. */
  messages: {
    total: number
    byStatus: Counts<MessageStatus>
    byType: Record<string, Counts<MessageStatus>>
  }
  attempts: {
    total: number
    /** `awaited`: no answer yet. */
    byOutcome: Record<string, number>
    /** Attempts that were not the first of their message. */
    retried: number
    /** Share of the answered attempts that were accepted, from 0 to 1; null without any. */
    successRate: number | null
    /** Segments of the messages that were accepted: what is billed. */
    segments: number
  }
  /** The message that has been due longest, now; null when none is due. */
  oldestDue: { since: string; ageSeconds: number } | null
}

const AWAITED = 'awaited'

/** Counts of the last hour, day or week, by range scans of the indexes on time. */
@inject()
export class ReadStatistics {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  async run(timeframe: Timeframe): Promise<Statistics> {
    const now = this.clock.now()
    const since = now.minus(TIMEFRAMES[timeframe])
    return {
      timeframe,
      since: since.toISO(),
      until: now.toISO(),
      messages: await this.#messages(since),
      attempts: await this.#attempts(since),
      oldestDue: await this.#oldestDue(now),
    }
  }

  async #messages(since: DateTime): Promise<Statistics['messages']> {
    const rows = await query<{ message_type: string; status: MessageStatus; count: number }>(
      this.db.connection(),
      `SELECT message_type, status, COUNT(*) AS count FROM sms_messages
       WHERE updated_at >= :since GROUP BY message_type, status ORDER BY message_type, status`,
      { since: toSqlInstant(since) }
    )
    const messages: Statistics['messages'] = { total: 0, byStatus: {}, byType: {} }
    for (const { message_type: type, status, count } of rows) {
      messages.total += count
      messages.byStatus[status] = (messages.byStatus[status] ?? 0) + count
      messages.byType[type] = { ...messages.byType[type], [status]: count }
    }
    return messages
  }

  async #attempts(since: DateTime): Promise<Statistics['attempts']> {
    const rows = await query<{ outcome: string; count: number; retried: number; segments: number }>(
      this.db.connection(),
      `SELECT COALESCE(a.outcome, '${AWAITED}') AS outcome, COUNT(*) AS count,
              SUM(CASE WHEN a.number > 1 THEN 1 ELSE 0 END) AS retried,
              SUM(CASE WHEN a.outcome = 'accepted' THEN COALESCE(m.segments, 1) ELSE 0 END) AS segments
       FROM sms_attempts a JOIN sms_messages m ON m.id = a.message_id
       WHERE a.started_at >= :since GROUP BY COALESCE(a.outcome, '${AWAITED}') ORDER BY 1`,
      { since: toSqlInstant(since) }
    )
    const sum = (name: 'count' | 'retried' | 'segments') =>
      rows.reduce((total, row) => total + row[name], 0)
    const byOutcome = Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count]))
    const total = sum('count')
    const answered = total - (byOutcome[AWAITED] ?? 0)
    return {
      total,
      byOutcome,
      retried: sum('retried'),
      successRate: answered > 0 ? Number(((byOutcome.accepted ?? 0) / answered).toFixed(4)) : null,
      segments: sum('segments'),
    }
  }

  async #oldestDue(now: DateTime): Promise<Statistics['oldestDue']> {
    const since = await oldestDueSince(this.db.connection(), now)
    if (!since) return null
    return { since: since.toISO(), ageSeconds: Math.floor(now.diff(since).as('seconds')) }
  }
}
