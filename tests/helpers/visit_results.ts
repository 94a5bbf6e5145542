import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'

interface DayOfResults {
  reminders: number
  visits: number
  arm?: 'reminded' | 'held_out'
  facility?: string
}

/** What came of the reminders of a day three weeks ago, as the scheduler records it. */
export async function aDayOfResults({
  arm = 'reminded',
  facility = 'DLA1',
  ...counts
}: DayOfResults): Promise<void> {
  const now = DateTime.utc()
  await db.table('visit_results').insert({
    day: now.minus({ weeks: 3 }).toFormat('yyyy-MM-dd'),
    message_type: '1_day_reminder',
    vaccine: 'Penta',
    dose: '1',
    within_days: 14,
    recorded_at: now.toFormat('yyyy-MM-dd HH:mm:ss'),
    arm,
    facility,
    ...counts,
  })
}
