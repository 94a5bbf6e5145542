import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { idList, query } from '#storage/sql'

/** A reminder as an answer names it. Instants as the database writes them. */
export type NamedMessage = Pick<
  Rows['sms_messages'],
  'id' | 'message_type' | 'status' | 'reason' | 'due_on' | 'scheduled_at'
> &
  Pick<Rows['immunizations'], 'vaccine' | 'dose'> & { patient_ref: string }

/** The reminders of these immunizations that were written at `since` or later. */
export async function messagesChanged(
  client: QueryClientContract,
  immunizationIds: Iterable<number>,
  since: string
): Promise<NamedMessage[]> {
  const ids = [...immunizationIds]
  if (ids.length === 0) return []
  return query<NamedMessage>(
    client,
    `SELECT m.id, m.message_type, m.status, m.reason, m.due_on, m.scheduled_at, i.vaccine, i.dose,
       p.external_ref AS patient_ref
     FROM immunizations i
     JOIN sms_messages m ON m.immunization_id = i.id
     JOIN patients p ON p.id = i.patient_id
     WHERE i.id IN (${idList(client)}) AND m.updated_at >= :since
     ORDER BY m.id`,
    { ids: JSON.stringify(ids), since }
  )
}
