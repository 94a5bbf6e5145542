import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { ConsentPolicy } from '#settings/sms_scheduler_settings'
import { countMoves } from '#messages/counters/count_moves'
import { MessageStatuses, type MessageStatus } from '#messages/message_status'
import type { ReconcileStep } from '#reminders/reconcile_step'
import {
  appliesTo,
  CAREGIVER,
  notBeforeNow,
  scopesTable,
  selectedInstant,
  wasCalledOff,
  whyUnreachable,
  slotsTable,
} from '#reminders/reminder_sql'
import type { Insertion } from '#storage/dialects/dialect'
import { idList } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

type CreatedReminder = Pick<Rows['sms_messages'], 'message_type'> & { status: MessageStatus }

/**
 * Gives each immunization the reminders it is missing. A reminder that is too late or has no
 * recipient also gets its row, `suppressed` with the reason.
 */
export const planMissingReminders: ReconcileStep = async (trx, ids, context) => {
  const { slots, scopes, now, defaultLanguage, consentPolicy } = context
  const created = await insertRows<CreatedReminder>(trx, missing(trx, consentPolicy), {
    ids: JSON.stringify(ids),
    slots: JSON.stringify(slots),
    scopes: JSON.stringify(scopes),
    default_language: defaultLanguage,
    now,
  })
  await countMoves(
    trx,
    created.map(({ message_type: messageType, status: to }) => {
      return { messageType, from: MessageStatuses.pending, to }
    })
  )
  const planned = created.filter(({ status }) => status === MessageStatuses.pending).length
  return { planned, suppressed: created.length - planned }
}

/**
 * The NOT EXISTS keeps a run with nothing to do from writing; the unique dedupe_key decides between
 * two concurrent runs.
 */
const missing = (trx: TransactionClientContract, consentPolicy: ConsentPolicy): Insertion => ({
  with: `${slotsTable(trx)}, ${scopesTable(trx)}`,
  into: 'sms_messages',
  columns: `message_type, status, reason, patient_id, immunization_id, due_on, rule_version, phone_number, language,
    priority, planned_at, scheduled_at, expires_at, dedupe_key, source, created_at, updated_at`,
  rows: `SELECT w.message_type, CASE WHEN w.reason IS NULL THEN 'pending' ELSE '${MessageStatuses.suppressed}' END, w.reason,
         w.patient_id, w.immunization_id, w.due_on, w.version, w.phone_number, w.language,
         w.priority, w.planned_at, ${notBeforeNow('w.planned_at')}, w.expires_at,
         'immunization:' || w.immunization_id || w.key_suffix,
         'reminder', ${selectedInstant(trx, 'now')}, ${selectedInstant(trx, 'now')}
  FROM (
    SELECT s.*, i.id AS immunization_id, i.patient_id, ${CAREGIVER} AS phone_number,
           COALESCE(p.language, f.language, :default_language) AS language,
           CASE WHEN s.plan = 'late' THEN 'late' ELSE (${whyUnreachable(CAREGIVER, consentPolicy)}) END AS reason
    FROM immunizations i
    JOIN patients p ON p.id = i.patient_id
    JOIN facilities f ON f.id = p.facility_id
    JOIN slots s ON s.due_on = i.due_on AND s.zone = f.timezone AND s.plan IS NOT NULL AND ${appliesTo('s')}
    LEFT JOIN sms_consents c ON c.phone_number = ${CAREGIVER}
    WHERE i.id IN (${idList(trx)}) AND i.administered_on IS NULL AND i.cancelled_at IS NULL
      AND NOT EXISTS (
        SELECT 1 FROM sms_messages m
        WHERE m.immunization_id = i.id AND m.message_type = s.message_type AND m.due_on = i.due_on
          AND (m.rule_version = s.version OR NOT ${wasCalledOff('m')}))
  ) AS w
  WHERE true`,
  onConflict: { key: 'dedupe_key' },
  returning: 'message_type, status',
})
