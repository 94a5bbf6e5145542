import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { ReconcileStep } from '#reminders/reconcile_step'
import { notBeforeNow, numberFor, slotsTable } from '#reminders/reminder_sql'
import { NO_LEASE } from '#messages/no_lease'
import type { Update } from '#storage/dialects/dialect'
import { byId, idList } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

/**
 * Brings open reminders up to date with the patient, the facility and the rules. A waiting retry
 * keeps its time. Most runs change nothing, and an unchanged row is not written.
 */
export const updateOpenReminders: ReconcileStep = async (trx, ids, context) => {
  const { slots, now, defaultLanguage, keepsTimes } = context
  const updated = await updateRows(trx, changedReminders(trx, keepsTimes), {
    ids: JSON.stringify(ids),
    slots: JSON.stringify(slots),
    default_language: defaultLanguage,
    now,
  })
  return { rescheduled: updated.length }
}

const changedReminders = (trx: TransactionClientContract, keepsTimes: boolean): Update => ({
  with: `${slotsTable(trx)},
  wanted AS (
    SELECT o.id AS message_id, ${numberFor('o')} AS phone_number, COALESCE(p.language, f.language, :default_language) AS language,
           ${keepsTimes ? 'o.planned_at, o.expires_at' : 's.planned_at, s.expires_at'}, s.priority
    FROM sms_messages o ${byId(trx)}
    JOIN immunizations i ON i.id = o.immunization_id AND i.due_on = o.due_on
    JOIN patients p ON p.id = i.patient_id
    JOIN facilities f ON f.id = p.facility_id
    JOIN slots s ON s.due_on = o.due_on AND s.zone = f.timezone AND s.message_type = o.message_type AND s.version = o.rule_version
    WHERE o.id IN (${idList(trx)}) AND o.status = 'pending')`,
  table: 'sms_messages',
  as: 'm',
  byId: true,
  set: `phone_number = w.phone_number, language = w.language, priority = w.priority,
      scheduled_at = CASE WHEN m.attempt_count = 0 AND m.planned_at <> w.planned_at THEN ${notBeforeNow('w.planned_at')} ELSE m.scheduled_at END,
      planned_at = w.planned_at, expires_at = w.expires_at,
      ${NO_LEASE}, updated_at = :now`,
  from: 'wanted w',
  on: 'm.id = w.message_id',
  where: `m.status = 'pending'
    AND (m.phone_number IS DISTINCT FROM w.phone_number OR m.language IS DISTINCT FROM w.language OR m.priority <> w.priority
      OR m.planned_at IS DISTINCT FROM w.planned_at OR m.expires_at IS DISTINCT FROM w.expires_at)`,
  returning: 'id',
})
