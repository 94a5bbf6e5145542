import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { HELD_BACK_REASONS } from '#delivery/pauses/held_back'
import { fromSqlInstant, toSqlInstant, toSqlInstantCeiling } from '#storage/instants'
import { query, rowsOf } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

/** Messages moved in one statement. */
const PAGE = 500

/** Deferred by the gate, which decides again: their due time is not a duration. */
const DECIDED_ANEW: string[] = [
  ...Object.values(HELD_BACK_REASONS),
  'outside_window',
  'number_cap',
  'day_cap',
  'reminded_today',
  'day_limit',
  'week_limit',
]

interface DelayedMessage extends Pick<
  Rows['sms_messages'],
  'id' | 'status' | 'reason' | 'planned_at' | 'scheduled_at' | 'updated_at'
> {
  status: 'pending' | 'unknown'
}

/**
 * Messages deferred by a clock that ran ahead: their row was written in the future. They wait for
 * the intended duration, counted from now, but at least until their planned time. Runs only if this
 * process's clock agrees with the database's: a slow clock takes the present for the future.
 */
@inject()
export class BringForwardMessages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {}

  /** Returns how many messages were moved. */
  async run(): Promise<number> {
    if (!this.clock.agreesWithDatabase) return 0

    let moved = 0
    for (let page = PAGE; page === PAGE; moved += page) page = await this.#movePage()
    if (moved > 0)
      this.logger.warn({ messages: moved }, 'messages were deferred by a clock that ran ahead')
    return moved
  }

  /** Usually there are none: a lookup at the end of the index sms_messages_by_age. */
  async #movePage(): Promise<number> {
    const client = this.db.connection()
    const now = this.clock.now()
    const messages = await query<DelayedMessage>(
      client,
      `SELECT id, status, reason, planned_at, scheduled_at, updated_at FROM sms_messages
       WHERE updated_at > :soon AND (status = 'unknown' OR (status = 'pending' AND (reason IS NOT NULL OR attempt_count > 0)))
       ORDER BY updated_at, id LIMIT :page`,
      { soon: toSqlInstant(this.clock.latestPresent()), page: PAGE }
    )
    if (messages.length === 0) return 0
    await updateRows(
      client,
      {
        table: 'sms_messages',
        as: 'm',
        byId: true,
        set: 'scheduled_at = r.scheduled_at, updated_at = :now',
        from: rowsOf(client, 'r', {
          message_id: 'integer',
          scheduled_at: 'instant',
          written_at: 'instant',
        }),
        on: 'm.id = r.message_id',
        where: "m.updated_at = r.written_at AND m.status IN ('pending', 'unknown')",
      },
      {
        now: toSqlInstant(now),
        rows: JSON.stringify(
          messages.map((message) => ({
            message_id: message.id,
            scheduled_at: dueAt(message, now.toMillis()),
            written_at: message.updated_at,
          }))
        ),
      }
    )
    return messages.length
  }
}

function dueAt(message: DelayedMessage, nowMs: number): string {
  const { status, reason, planned_at: planned, scheduled_at: scheduled } = message
  if (status === 'unknown') return scheduled
  const before = fromSqlInstant(scheduled)
  const waits = before.toMillis() - fromSqlInstant(message.updated_at).toMillis()
  const delayMs = reason !== null && DECIDED_ANEW.includes(reason) ? 0 : Math.max(0, waits)
  const earliestMs = planned ? fromSqlInstant(planned).toMillis() : 0
  const dueMs = Math.max(nowMs + delayMs, earliestMs)
  return toSqlInstantCeiling(before.minus(Math.max(0, before.toMillis() - dueMs)))
}
