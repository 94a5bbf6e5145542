import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import { localDayOf, recordDay } from '#messages/daily_counts'
import type { MessageOfPerson } from './messages_of_person.js'
import { fromSqlInstant } from '#storage/instants'
import { rowsOf } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

/** The value of `sms_daily_counts.status` for messages erased on the day of their last move. */
const ERASED = 'erased'

type Moved = Pick<MessageOfPerson, 'message_type' | 'updated_at'>

/**
 * Records the finished days of these messages before the messages are deleted. `recorded`: dates
 * that are already recorded; new ones are added.
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
 * An unfinished day cannot be recorded yet, because its messages still move. Messages erased on it
 * count under their own status, so that the day's sum is right.
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
  await insertRows(
    trx,
    {
      into: 'sms_daily_counts',
      columns: 'day, message_type, status, count',
      rows: `
        SELECT day, message_type, '${ERASED}', count
        FROM ${rowsOf(trx, 'r', { day: 'date', message_type: 'text', count: 'integer' })}
        WHERE 1 = 1 ORDER BY day, message_type`,
      onConflict: {
        key: 'day, message_type, status',
        set: 'count = sms_daily_counts.count + excluded.count',
      },
    },
    { rows: JSON.stringify([...rows.values()]) }
  )
}

function isNotOver(date: string, now: DateTime, timezone: string): boolean {
  return date >= localDayOf(now, timezone).date
}
