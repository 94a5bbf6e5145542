import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { ConsentPolicy } from '#settings/sms_scheduler_settings'
import { MessageStatuses, type MessageStatus } from '#messages/message_status'
import type { ReconcileStep } from '#reminders/reconcile_step'
import {
  appliesTo,
  notBeforeNow,
  numberFor,
  REOPENABLE,
  scopesTable,
  wasCalledOff,
  whyUnreachable,
  slotsTable,
} from '#reminders/reminder_sql'
import { moveMessages, type MessageMove } from '#messages/move_messages'
import { byId, idList, query, rowsOf } from '#storage/sql'

interface CalledOffReminder {
  message_id: number
  from_status: MessageStatus
  reason: string
}

/**
 * Reopens reminders that were called off before they left and are wanted again: a due date moved
 * back, a phone was added, a visit was recorded by mistake. They are read first, because an UPDATE
 * does not return the state it replaced.
 */
export const reopenReminders: ReconcileStep = async (trx, ids, context) => {
  const { slots, scopes, now, actor, defaultLanguage, consentPolicy } = context
  const wanted = await query<CalledOffReminder>(trx, findReopenable(trx, consentPolicy), {
    ids: JSON.stringify(ids),
    slots: JSON.stringify(slots),
    scopes: JSON.stringify(scopes),
    default_language: defaultLanguage,
  })
  if (wanted.length === 0) return {}
  const before = new Map(wanted.map((message) => [message.message_id, message]))
  const reopened = await moveMessages(
    trx,
    reopening(trx),
    { rows: JSON.stringify(wanted), now },
    ({ id }) => {
      const { from_status: from, reason: detail } = before.get(id)!
      return { actor, from, to: MessageStatuses.pending, reason: 'cause_gone', detail }
    }
  )
  return { reopened: reopened.length }
}

const findReopenable = (trx: TransactionClientContract, consentPolicy: ConsentPolicy) => `
  WITH ${slotsTable(trx)}, ${scopesTable(trx)}
  SELECT m.id AS message_id, m.status AS from_status, m.reason, ${numberFor('m')} AS phone_number,
         COALESCE(p.language, f.language, :default_language) AS language, s.priority, s.planned_at, s.expires_at
  FROM (SELECT * FROM sms_messages ${byId(trx)} WHERE id IN (${idList(trx)}) AND ${REOPENABLE}) AS m
  JOIN immunizations i ON i.id = m.immunization_id AND i.due_on = m.due_on
    AND i.administered_on IS NULL AND i.cancelled_at IS NULL
  JOIN patients p ON p.id = i.patient_id
  JOIN facilities f ON f.id = p.facility_id
  JOIN slots s ON s.due_on = m.due_on AND s.zone = f.timezone AND s.message_type = m.message_type
    AND s.version = m.rule_version AND s.plan = 'pending' AND ${appliesTo('s')}
  LEFT JOIN sms_consents c ON c.phone_number = ${numberFor('m')}
  WHERE (${whyUnreachable(numberFor('m'), consentPolicy)}) IS NULL
    AND NOT EXISTS (
      SELECT 1 FROM sms_messages o
      WHERE o.immunization_id = m.immunization_id AND o.message_type = m.message_type AND o.due_on = m.due_on
        AND o.id <> m.id AND NOT ${wasCalledOff('o')})`

const reopening = (trx: TransactionClientContract): MessageMove => ({
  byId: true,
  from: rowsOf(trx, 'r', {
    message_id: 'integer',
    from_status: 'text',
    phone_number: 'text',
    language: 'text',
    priority: 'integer',
    planned_at: 'instant',
    expires_at: 'instant',
  }),
  on: 'm.id = r.message_id',
  status: "'pending'",
  reason: 'NULL',
  set: `phone_number = r.phone_number, language = r.language, priority = r.priority,
      planned_at = r.planned_at, scheduled_at = ${notBeforeNow('r.planned_at')}, expires_at = r.expires_at`,
  where: 'm.status = r.from_status AND m.attempt_count = 0',
})
