import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { ConsentPolicy } from '#app/sms_scheduler_settings'
import { MessageStatuses, type MessageStatus } from '#models/message_status'
import type { ReconcileStep } from '#reminders/reconcile_step'
import {
  CAREGIVER,
  notBeforeNow,
  selectedInstant,
  wasCalledOff,
  whyUnreachable,
  withSlots,
} from '#reminders/reminder_sql'
import { idList, query } from '#storage/sql'

/**
 * Gives each immunization the reminders it has none of yet. One that is too late
 * or has nobody to go to gets its row as well, `suppressed` with the reason.
 */
export const planMissingReminders: ReconcileStep = async (trx, ids, context) => {
  const { slots, now, defaultLanguage, consentPolicy } = context
  const created = await query<{ status: MessageStatus }>(trx, planMissing(trx, consentPolicy), {
    ids: JSON.stringify(ids),
    slots: JSON.stringify(slots),
    default_language: defaultLanguage,
    now,
  })
  const planned = created.filter(({ status }) => status === MessageStatuses.pending).length
  return { planned, suppressed: created.length - planned }
}

/**
 * The NOT EXISTS keeps a run with nothing to do from writing; the unique
 * dedupe_key decides between two that run at once.
 */
const planMissing = (trx: TransactionClientContract, consentPolicy: ConsentPolicy) => `
  ${withSlots(trx)}
  INSERT INTO sms_messages (message_type, status, reason, patient_id, immunization_id, due_on, rule_version, phone_number, language,
    priority, planned_at, scheduled_at, expires_at, dedupe_key, source, created_at, updated_at)
  SELECT w.message_type, CASE WHEN w.reason IS NULL THEN 'pending' ELSE '${MessageStatuses.suppressed}' END, w.reason,
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
    JOIN slots s ON s.due_on = i.due_on AND s.zone = f.timezone AND s.plan IS NOT NULL
    LEFT JOIN sms_consents c ON c.phone_number = ${CAREGIVER}
    WHERE i.id IN (${idList(trx)}) AND i.administered_on IS NULL
      AND NOT EXISTS (
        SELECT 1 FROM sms_messages m
        WHERE m.immunization_id = i.id AND m.message_type = s.message_type AND m.due_on = i.due_on
          AND (m.rule_version = s.version OR NOT ${wasCalledOff('m')}))
  ) AS w
  WHERE true
  ON CONFLICT (dedupe_key) DO NOTHING
  RETURNING status`
