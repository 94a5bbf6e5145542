import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { idList, query } from '#storage/sql'
import type { MessageText } from '#texts/message_text'
import type { TextCosts } from '#texts/text_costs'

/**
 * Adds what the pending reminders of these immunizations will cost: one text for those of a child
 * that are of one type. A visit that two pages share counts as two texts.
 */
export async function countPlannedCosts(
  trx: TransactionClientContract,
  ids: number[],
  dueOn: string,
  costs: TextCosts
): Promise<void> {
  const reminders = await query<MessageText>(
    trx,
    `SELECT m.message_type, m.language, m.patient_id, m.due_on, i.vaccine, i.dose,
            p.first_name, p.last_name, f.name AS facility_name, f.language AS facility_language,
            f.short_name AS facility_short_name, f.at_phrase AS facility_at_phrase, NULL AS body
     FROM sms_messages m
     JOIN immunizations i ON i.id = m.immunization_id
     JOIN patients p ON p.id = m.patient_id
     JOIN facilities f ON f.id = p.facility_id
     WHERE m.immunization_id IN (${idList(trx)}) AND m.due_on = :due_on AND m.status = 'pending'
     ORDER BY m.id`,
    { ids: JSON.stringify(ids), due_on: dueOn }
  )
  const keyOf = ({ message_type: type, patient_id: patient }: MessageText) => `${patient} ${type}`
  for (const [first, ...others] of Map.groupBy(reminders, keyOf).values())
    costs.add([first, ...others])
}
