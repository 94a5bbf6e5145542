import type { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { MessageStatuses, type MessageStatus } from '#messages/message_status'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

export interface DemoMessage {
  patient_ref: string
  vaccine: string
  dose: string
  facility: string
  message_type: string
  due_on: string
  status: MessageStatus
  reason: string | null
  attempts: number
  phone_number: string | null
  /** The message whose SMS names it too. */
  carried_by: number | null
}

export async function loadDemoMessages(): Promise<DemoMessage[]> {
  return query(
    db.connection(),
    `SELECT p.external_ref AS patient_ref, i.vaccine, i.dose, f.name AS facility, m.message_type, m.due_on,
            m.status, m.reason, m.attempt_count AS attempts, m.phone_number,
            m.carried_by
     FROM sms_messages m
     JOIN immunizations i ON i.id = m.immunization_id
     JOIN patients p ON p.id = m.patient_id
     JOIN facilities f ON f.id = p.facility_id
     ORDER BY m.status, m.message_type, p.external_ref, i.vaccine, i.dose`
  )
}

/** How many messages were accepted, or may have been, without proof of delivery. */
export async function countUnconfirmed(): Promise<number> {
  const [{ open }] = await query<{ open: number }>(
    db.connection(),
    `SELECT COUNT(*) AS open FROM sms_messages WHERE status IN ('${MessageStatuses.sent}', '${MessageStatuses.unknown}')`
  )
  return Number(open)
}

/** How many messages are in flight or due on the demo's day, which the demo waits for. */
export async function countOpenMessages(now: DateTime): Promise<number> {
  const [{ open }] = await query<{ open: number }>(
    db.connection(),
    `SELECT COUNT(*) AS open FROM sms_messages
     WHERE status = '${MessageStatuses.sending}' OR (status = '${MessageStatuses.pending}' AND scheduled_at <= :soon)`,
    { soon: toSqlInstant(now.plus({ minutes: 30 })) }
  )
  return Number(open)
}
