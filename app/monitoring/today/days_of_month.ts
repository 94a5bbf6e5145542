import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { query } from '#storage/sql'

/** Days of the picture, today among them. */
const DAYS = 30

export interface DayOfMonth {
  /** `YYYY-MM-DD` */
  date: string
  delivered: number
  /** Sent, and no receipt has come. */
  sent: number
  /** Refused, given up, or not delivered. */
  failed: number
}

/** The finished days before today, oldest first, as they were counted at midnight. */
export async function daysOfMonth(
  client: QueryClientContract,
  today: DateTime
): Promise<DayOfMonth[]> {
  const dates = Array.from({ length: DAYS - 1 }, (_, index) =>
    today.minus({ days: DAYS - 1 - index }).toFormat('yyyy-MM-dd')
  )
  const rows = await query<{ day: string; status: string; messages: number }>(
    client,
    `SELECT day, status, SUM(count) AS messages FROM sms_daily_counts
     WHERE day >= :since GROUP BY day, status ORDER BY day, status`,
    { since: dates[0] }
  )
  const count = (date: string, ...statuses: string[]) =>
    rows
      .filter(({ day, status }) => day === date && statuses.includes(status))
      .reduce((sum, { messages }) => sum + Number(messages), 0)
  return dates.map((date) => ({
    date,
    delivered: count(date, 'delivered'),
    sent: count(date, 'sent'),
    failed: count(date, 'failed', 'dead_letter', 'undelivered'),
  }))
}
