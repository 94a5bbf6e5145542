import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { LocalDay } from '#messages/daily_counts'
import { dialectOf } from '#storage/dialect_of'
import { query } from '#storage/sql'

/** Children who were reminded, or of whom the hold-out took the reminder. */
export type Arm = 'reminded' | 'held_out'

export type VisitRow = Pick<
  Rows['visit_results'],
  'message_type' | 'facility' | 'vaccine' | 'dose' | 'arm' | 'reminders' | 'visits'
>

const ON_THAT_DAY = 'e.at >= :start AND e.at < :end'

/**
 * The reminders whose first try, or whose turn in the hold-out, was on that day, and how many of their
 * doses were given from then until `last` (`YYYY-MM-DD`, included). What was tried counts whatever
 * became of it: both groups have then passed the same checks. Doses given earlier or called off do
 * not count. Walks the events of that day.
 */
export async function visitsOfDay(
  client: QueryClientContract,
  day: LocalDay,
  last: string
): Promise<VisitRow[]> {
  const rows = await query<Omit<VisitRow, 'arm'> & { to_status: string }>(
    client,
    `SELECT m.message_type, f.code AS facility, i.vaccine, i.dose, e.to_status,
            CAST(COUNT(*) AS BIGINT) AS reminders,
            CAST(SUM(CASE WHEN i.administered_on <= :last THEN 1 ELSE 0 END) AS BIGINT) AS visits
     FROM sms_message_events e
     JOIN sms_messages m ON m.id = e.message_id
     JOIN immunizations i ON i.id = m.immunization_id
     JOIN patients p ON p.id = i.patient_id
     JOIN facilities f ON f.id = p.facility_id
     WHERE ${ON_THAT_DAY}
       AND ((e.from_status = 'pending' AND e.to_status = 'sending')
         OR (e.to_status = 'suppressed' AND e.reason = 'held_out'))
       AND NOT EXISTS (SELECT 1 FROM sms_message_events b
         WHERE b.message_id = e.message_id AND b.id < e.id AND b.to_status = 'sending')
       AND i.cancelled_at IS NULL AND (i.administered_on IS NULL OR i.administered_on >= :day)
       ${dialectOf(client).lookUp('m.id', `SELECT e.message_id FROM sms_message_events e WHERE ${ON_THAT_DAY}`)}
     GROUP BY m.message_type, f.code, i.vaccine, i.dose, e.to_status`,
    { start: day.start, end: day.end, day: day.date, last }
  )
  return rows.map(({ to_status: status, ...row }) => ({
    ...row,
    arm: status === 'sending' ? 'reminded' : 'held_out',
  }))
}
