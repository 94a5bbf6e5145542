import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { localDayOf } from '#delivery/cleanup/daily_counts'
import { FINISHED_STATUSES, sqlList } from '#models/message_status'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/**
 * Days after the last use of any reminder for which its row stays: the row is
 * what keeps the reconciliation from planning the reminder again. A day would do
 * for the time zones; the rest is room for a rule that is made useful for longer.
 */
const RECONCILE_MARGIN_DAYS = 7

/** Hours left to mark what was waited for in vain (app/inbound/mark_unconfirmed.ts). */
const MARK_MARGIN_HOURS = 24

/** Bindings of `DELETABLE`. */
export interface DeletionLimits {
  /** Messages whose last move was before this instant of the database. */
  before: string
  /** Reminders about due dates before this day. */
  due_before: string
  /** Sent messages of which nobody will hear any more whether they arrived: sent before this instant. */
  awaited_since: string
}

/** A place in the index sms_messages_by_age. */
export interface Position {
  updated_at: string
  id: number
}

export const BEFORE_ALL: Position = { updated_at: '0001-01-01 00:00:00', id: 0 }

/** Finished, past the retention time, of no more use to the reconciliation, and not waiting for a receipt. */
const DELETABLE = `status IN (${sqlList(FINISHED_STATUSES)})
  AND updated_at < :before AND (due_on IS NULL OR due_on < :due_before)
  AND (status <> 'sent' OR unconfirmed_at IS NOT NULL OR sent_at IS NULL OR sent_at < :awaited_since)`

/**
 * From where the last batch ended: rows that stay (a message for a person, a
 * reminder that still counts) are passed once a run, not once a batch.
 */
const AFTER = '(updated_at, id) > (:updated_at, :id)'

export function deletionLimits(now: DateTime, config: SmsSchedulerConfig): DeletionLimits {
  const usefulFor = Math.max(...config.rules.map(({ usefulUntilDays }) => usefulUntilDays))
  const retained = toSqlInstant(now.minus({ days: config.cleanup.retentionDays }))
  /** A day may have 25 hours: what moved today is not counted yet, so it stays. */
  const today = localDayOf(now, config.timezone).start
  return {
    before: retained < today ? retained : today,
    due_before: now
      .toUTC()
      .minus({ days: usefulFor + RECONCILE_MARGIN_DAYS })
      .toFormat('yyyy-MM-dd'),
    awaited_since: toSqlInstant(
      now.minus({ hours: config.receipts.unconfirmedAfterHours + MARK_MARGIN_HOURS })
    ),
  }
}

export async function countDeletable(
  client: QueryClientContract,
  limits: DeletionLimits
): Promise<number> {
  const [{ messages }] = await query<{ messages: number }>(
    client,
    `SELECT COUNT(*) AS messages FROM sms_messages WHERE ${DELETABLE}`,
    { ...limits }
  )
  return messages
}

export async function firstDeletable(
  client: QueryClientContract,
  limits: DeletionLimits,
  position: Position
): Promise<Position | undefined> {
  const [row] = await query<Position>(
    client,
    `SELECT updated_at, id FROM sms_messages WHERE ${DELETABLE} AND ${AFTER} ORDER BY updated_at, id LIMIT 1`,
    { ...limits, ...position }
  )
  return row
}

/** The conditions stand outside again: a person may have asked for a retry in between. */
export async function deleteBatch(
  client: QueryClientContract,
  { limits, position, batchSize }: { limits: DeletionLimits; position: Position; batchSize: number }
): Promise<Position[]> {
  return query<Position>(
    client,
    `DELETE FROM sms_messages
     WHERE id IN (
       SELECT id FROM sms_messages WHERE ${DELETABLE} AND ${AFTER} ORDER BY updated_at, id LIMIT :batch_size)
       AND ${DELETABLE}
     RETURNING updated_at, id`,
    { ...limits, ...position, batch_size: batchSize }
  )
}

/** RETURNING keeps no order. */
export function lastOf(batch: Position[]): Position {
  return batch.reduce((last, row) => {
    const isLater =
      row.updated_at > last.updated_at || (row.updated_at === last.updated_at && row.id > last.id)
    return isLater ? row : last
  }, BEFORE_ALL)
}
