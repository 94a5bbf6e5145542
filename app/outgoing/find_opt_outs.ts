import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { along } from '#storage/partial_indexes'
import { idList, query } from '#storage/sql'

/** References of patients in one event. */
const MOST_PATIENTS = 100

export interface FoundOptOut {
  source: string
  patients: string[]
  lastMessageId: number | null
}

/** Whom these opt-outs are about, by the id of the change of consent. */
export async function findOptOuts(
  client: QueryClientContract,
  consentEvents: number[]
): Promise<Map<number, FoundOptOut>> {
  if (consentEvents.length === 0) return new Map()
  const ids = { ids: JSON.stringify(consentEvents) }
  const found = await query<
    Pick<Rows['sms_consent_events'], 'id' | 'source'> & { last_message_id: number | null }
  >(
    client,
    `SELECT c.id, c.source, (SELECT MAX(m.id) FROM sms_messages AS m
       WHERE m.phone_number = c.phone_number AND ${along('sms_messages_by_phone', 'm')})
       AS last_message_id
     FROM sms_consent_events AS c WHERE c.id IN (${idList(client)})`,
    ids
  )
  const children = await query<{ consent: number; patient: string }>(
    client,
    `SELECT n.consent, n.patient FROM (
       SELECT c.id AS consent, p.external_ref AS patient,
         ROW_NUMBER() OVER (PARTITION BY c.id ORDER BY p.id) AS place
       FROM sms_consent_events AS c JOIN patients AS p ON p.caregiver_phone = c.phone_number
       WHERE c.id IN (${idList(client)})) AS n
     WHERE n.place <= ${MOST_PATIENTS} ORDER BY n.consent, n.place`,
    ids
  )
  const patientsOf = Map.groupBy(children, ({ consent }) => consent)
  return new Map(
    found.map(({ id, source, last_message_id: lastMessageId }) => [
      id,
      { source, lastMessageId, patients: (patientsOf.get(id) ?? []).map(({ patient }) => patient) },
    ])
  )
}
