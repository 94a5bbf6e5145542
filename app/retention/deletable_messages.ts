import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { localDayOf } from '#messages/daily_counts'
import { FINISHED_STATUSES, sqlList } from '#messages/message_status'
import { toSqlInstant } from '#storage/instants'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'
import { deleteRows } from '#storage/write_rows'

/**
 * Days for which a reminder's row stays after its last use: the row keeps the reconciliation from
 * planning the reminder again. One day would cover the time zones; the rest allows for a rule that
 * becomes useful for longer.
 */
const RECONCILE_MARGIN_DAYS = 7

/** Hours allowed for marking messages as unconfirmed (app/inbound/mark_unconfirmed.ts). */
const MARK_MARGIN_HOURS = 24

/** Bindings of `DELETABLE`. */
export interface DeletionLimits {
  /** Messages whose last move was before this instant of the database. */
  before: string
  /** Reminders about due dates before this day. */
  due_before: string
  /** Sent messages that can no longer be confirmed: sent before this instant. */
  awaited_since: string
}

/** A place in the index sms_messages_by_age. */
export type MessagePosition = Pick<Rows['sms_messages'], 'updated_at' | 'id'>

export const BEFORE_ALL_MESSAGES: MessagePosition = { updated_at: '0001-01-01 00:00:00', id: 0 }

/** Another program is still to be told of it. */
const IS_TO_BE_TOLD = `EXISTS (SELECT 1 FROM outgoing_events AS o
    WHERE o.message_id = sms_messages.id AND o.status = 'pending'
      AND ${along('outgoing_events_of_message', 'o')}
      AND o.destination IN (SELECT name FROM event_destinations))`

/**
 * Finished, past the retention time, no longer needed by the reconciliation, not waiting for a
 * receipt, and told.
 */
const DELETABLE = `status IN (${sqlList(FINISHED_STATUSES)})
  AND updated_at < :before AND (due_on IS NULL OR due_on < :due_before)
  AND (status <> 'sent' OR unconfirmed_at IS NOT NULL OR sent_at IS NULL OR sent_at < :awaited_since)
  AND NOT ${IS_TO_BE_TOLD}`

/**
 * Continues after the last batch: rows that stay (a message for a person, a reminder that still
 * counts) are read once per run, not once per batch.
 */
const AFTER = '(updated_at, id) > (:updated_at, :id)'

export function deletionLimits(now: DateTime, config: SmsSchedulerConfig): DeletionLimits {
  /** A rule that is off may be switched on again. */
  const usefulFor = Math.max(...config.everyRule.map(({ usefulUntilDays }) => usefulUntilDays))
  const retained = toSqlInstant(now.minus({ days: config.cleanup.retentionDays }))
  /** A day may have 25 hours. Messages that moved today are not counted yet, so they stay. */
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
  position: MessagePosition
): Promise<MessagePosition | undefined> {
  const [row] = await query<MessagePosition>(
    client,
    `SELECT updated_at, id FROM sms_messages WHERE ${DELETABLE} AND ${AFTER} ORDER BY updated_at, id LIMIT 1`,
    { ...limits, ...position }
  )
  return row
}

/**
 * The conditions are repeated outside the subquery: a person may have requested a retry in between.
 */
export async function deleteBatch(
  client: QueryClientContract,
  {
    limits,
    position,
    batchSize,
  }: { limits: DeletionLimits; position: MessagePosition; batchSize: number }
): Promise<MessagePosition[]> {
  return deleteRows<MessagePosition>(
    client,
    {
      from: 'sms_messages',
      where: `id IN (
          SELECT id FROM sms_messages WHERE ${DELETABLE} AND ${AFTER}
          ORDER BY updated_at, id LIMIT :batch_size)
        AND ${DELETABLE}`,
      returning: 'updated_at, id',
    },
    { ...limits, ...position, batch_size: batchSize }
  )
}

/** RETURNING keeps no order. */
export function lastOf(batch: MessagePosition[]): MessagePosition {
  return batch.reduce((last, row) => {
    const isLater =
      row.updated_at > last.updated_at || (row.updated_at === last.updated_at && row.id > last.id)
    return isLater ? row : last
  }, BEFORE_ALL_MESSAGES)
}
