import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { PageQuery } from '#reminders/reconcile_scope'
import type { ReminderSlot } from '#reminders/reminder_slots'
import { slotsTable } from '#reminders/reminder_sql'
import { byId, idList, query } from '#storage/sql'

/** An open reminder whose rule has other times by the zone data of this process. */
export interface MovedReminder {
  message_id: number
  planned_before: string | null
  expires_before: string | null
  planned_at: string
  expires_at: string
}

const RULE = `
  JOIN immunizations i ON i.id = o.immunization_id AND i.due_on = o.due_on
  JOIN patients p ON p.id = i.patient_id
  JOIN facilities f ON f.id = p.facility_id
  JOIN slots s ON s.due_on = o.due_on AND s.zone = f.timezone AND s.message_type = o.message_type
    AND s.version = o.rule_version`

const MOVED = `(o.planned_at IS DISTINCT FROM s.planned_at OR o.expires_at IS DISTINCT FROM s.expires_at)`

/** Walks the index sms_messages_open_reminders. */
export const movedReminders: PageQuery = async (client, { dueOn, after, limit, context }) => {
  const rows = await query<{ id: number }>(
    client,
    `WITH ${slotsTable(client)}
     SELECT o.id FROM sms_messages o ${RULE}
     WHERE o.status = 'pending' AND o.immunization_id IS NOT NULL AND o.due_on = :due_on
       AND o.id > :after AND ${MOVED}
     ORDER BY o.id LIMIT :limit`,
    { due_on: dueOn, after, limit, slots: JSON.stringify(context.slots) }
  )
  return rows.map(({ id }) => id)
}

/** Their times before and now; read first, because an UPDATE does not return what it replaced. */
export function findMoved(
  client: QueryClientContract,
  ids: number[],
  slots: ReminderSlot[]
): Promise<MovedReminder[]> {
  return query<MovedReminder>(
    client,
    `WITH ${slotsTable(client)}
     SELECT o.id AS message_id, o.planned_at AS planned_before, o.expires_at AS expires_before,
       s.planned_at, s.expires_at
     FROM sms_messages o ${byId(client)} ${RULE}
     WHERE o.id IN (${idList(client)}) AND o.status = 'pending' AND ${MOVED}`,
    { ids: JSON.stringify(ids), slots: JSON.stringify(slots) }
  )
}
