import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { ReconcileStep } from '#reminders/reconcile_step'
import { notBeforeNow, numberFor, withSlots } from '#reminders/reminder_sql'
import { byId, idList, query } from '#storage/sql'

/**
 * Brings open reminders up to date with the patient, the facility and the rules.
 * A retry that waits keeps its time. Most runs change none, and an unchanged row is not written.
 */
export const updateOpenReminders: ReconcileStep = async (trx, ids, context) => {
  const { slots, now, defaultLanguage } = context
  const updated = await query(trx, updateOpen(trx), {
    ids: JSON.stringify(ids),
    slots: JSON.stringify(slots),
    default_language: defaultLanguage,
    now,
  })
  return { rescheduled: updated.length }
}

const updateOpen = (trx: TransactionClientContract) => `
  ${withSlots(trx)},
  wanted AS (
    SELECT o.id AS message_id, ${numberFor('o')} AS phone_number, COALESCE(p.language, f.language, :default_language) AS language,
           s.planned_at, s.expires_at, s.priority
    FROM sms_messages o ${byId(trx)}
    JOIN immunizations i ON i.id = o.immunization_id AND i.due_on = o.due_on
    JOIN patients p ON p.id = i.patient_id
    JOIN facilities f ON f.id = p.facility_id
    JOIN slots s ON s.due_on = o.due_on AND s.zone = f.timezone AND s.message_type = o.message_type AND s.version = o.rule_version
    WHERE o.id IN (${idList(trx)}) AND o.status = 'pending')
  UPDATE sms_messages AS m ${byId(trx)}
  SET phone_number = w.phone_number, language = w.language, priority = w.priority,
      scheduled_at = CASE WHEN m.attempt_count = 0 AND m.planned_at <> w.planned_at THEN ${notBeforeNow('w.planned_at')} ELSE m.scheduled_at END,
      planned_at = w.planned_at, expires_at = w.expires_at,
      lease_token = NULL, lease_until = NULL, claimed_by = NULL, updated_at = :now
  FROM wanted w
  WHERE m.id = w.message_id AND m.status = 'pending'
    AND (m.phone_number IS DISTINCT FROM w.phone_number OR m.language IS DISTINCT FROM w.language OR m.priority <> w.priority
      OR m.planned_at IS DISTINCT FROM w.planned_at OR m.expires_at IS DISTINCT FROM w.expires_at)
  RETURNING id`
