import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import { localDayOf, recordDay } from '#delivery/cleanup/daily_counts'
import type { MessageOfPerson } from '#people/messages_of_person'
import { fromSqlInstant } from '#storage/instants'
import { query, rowsOf } from '#storage/sql'

/** As `sms_daily_counts.status` has messages that were erased on the very day of their last move. */
const ERASED = 'erased'

type Moved = Pick<MessageOfPerson, 'message_type' | 'updated_at'>

/**
 * Writes down the days of these messages that are over, before the messages go.
 * `recorded`: the dates that were written down already; new ones are added.
 */
export async function recordDaysOf(
  client: QueryClientContract,
  messages: Moved[],
  { now, timezone, recorded }: { now: DateTime; timezone: string; recorded: Set<string> }
): Promise<void> {
  for (const { updated_at: updatedAt } of messages) {
    const day = localDayOf(fromSqlInstant(updatedAt), timezone)
    if (recorded.has(day.date) || isNotOver(day.date, now, timezone)) continue
    await recordDay(client, day)
    recorded.add(day.date)
  }
}

/**
 * A day that is not over cannot be written down yet (its messages still move):
 * what is erased of it counts under a status of its own, so that the day's sum is right.
 */
export async function countErasedToday(
  trx: TransactionClientContract,
  messages: Moved[],
  { now, timezone }: { now: DateTime; timezone: string }
): Promise<void> {
  const rows = new Map<string, { day: string; message_type: string; count: number }>()
  for (const { message_type: type, updated_at: updatedAt } of messages) {
    const { date: day } = localDayOf(fromSqlInstant(updatedAt), timezone)
    if (!isNotOver(day, now, timezone)) continue
    const row = rows.get(`${day} ${type}`) ?? { day, message_type: type, count: 0 }
    rows.set(`${day} ${type}`, { ...row, count: row.count + 1 })
  }
  if (rows.size === 0) return
  await query(
    trx,
    `INSERT INTO sms_daily_counts (day, message_type, status, count)
     SELECT day, message_type, '${ERASED}', count
     FROM ${rowsOf(trx, 'r', { day: 'date', message_type: 'text', count: 'integer' })}
     WHERE 1 = 1 ORDER BY day, message_type
     ON CONFLICT (day, message_type, status) DO UPDATE SET count = sms_daily_counts.count + excluded.count`,
    { rows: JSON.stringify([...rows.values()]) }
  )
}

function isNotOver(date: string, now: DateTime, timezone: string): boolean {
  return date >= localDayOf(now, timezone).date
}
