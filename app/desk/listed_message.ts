import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { MessageStatus } from '#messages/message_status'
import { byId, idList, query } from '#storage/sql'
import { maskPhoneNumber } from '#values/mask_phone_number'

/** A message as a line of a list. Instants as the database writes them, in UTC. */
export interface ListedMessage {
  id: number
  type: string
  status: MessageStatus
  reason: string | null
  /** E.164, masked unless the reader may see it. */
  phoneNumber: string | null
  /** The reference of the patient it is about; null for a message about none. */
  patient: string | null
  /** The code of the patient's facility. */
  facility: string | null
  language: string | null
  /** Where it came from, such as `api` or `schedule`. */
  source: string
  /** When it is, or was, due. */
  scheduledAt: string
  /** When it last moved. */
  updatedAt: string
  attempts: number
  retries: number
  /** The message whose SMS names it too, if that is another one. */
  carriedBy: number | null
}

/** The rows of these ids, newest first. */
export async function listedMessages(
  client: QueryClientContract,
  ids: number[],
  { unmasked }: { unmasked: boolean }
): Promise<ListedMessage[]> {
  if (ids.length === 0) return []
  const messages = await query<ListedMessage>(
    client,
    `SELECT m.id, m.message_type AS type, m.status, m.reason, m.phone_number AS "phoneNumber",
            p.external_ref AS patient, f.code AS facility, m.language, m.source, m.scheduled_at AS "scheduledAt",
            m.updated_at AS "updatedAt", m.attempt_count AS attempts, m.retry_count AS retries,
            m.carried_by AS "carriedBy"
     FROM sms_messages m ${byId(client)}
     LEFT JOIN patients p ON p.id = m.patient_id
     LEFT JOIN facilities f ON f.id = p.facility_id
     WHERE m.id IN (${idList(client)}) ORDER BY m.id DESC`,
    { ids: JSON.stringify(ids) }
  )
  return unmasked ? messages : messages.map(masked)
}

function masked(message: ListedMessage): ListedMessage {
  const { phoneNumber } = message
  return { ...message, phoneNumber: phoneNumber && maskPhoneNumber(phoneNumber) }
}
