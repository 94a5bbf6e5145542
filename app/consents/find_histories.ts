import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { ConsentStatus } from '#consents/consent'
import type { Period, StoredEvent } from '#consents/state_before_replies'
import { dialectOf } from '#storage/dialect_of'
import { along } from '#storage/partial_indexes'
import { query, textList } from '#storage/sql'

export interface History {
  status: ConsentStatus
  /** The oldest first. */
  events: StoredEvent[]
}

/** A page of numbers (E.164) whose consent a reply of the period changed, after this one. */
export async function findChangedByReplies(
  client: QueryClientContract,
  { from, to }: Period,
  after: string,
  page: number
): Promise<string[]> {
  const rows = await query<Pick<StoredEvent, 'phone_number'>>(
    client,
    `SELECT DISTINCT phone_number FROM sms_consent_events
     WHERE ${along('sms_consent_events_of_replies')} AND at >= :from AND at <= :to
       AND phone_number > :after
     ORDER BY phone_number LIMIT :page`,
    { from, to, after, page }
  )
  return rows.map(({ phone_number: phone }) => phone)
}

/** The consents of these numbers and how they came to be; locked, in a transaction. A number without a consent has none. */
export async function findHistories(
  client: QueryClientContract,
  phones: string[]
): Promise<Map<string, History>> {
  const ofThese = `phone_number IN (${textList(client, 'phones')})`
  const bindings = { phones: JSON.stringify(phones) }
  const lock = client.isTransaction ? dialectOf(client).lock() : ''
  const consents = await query<{ phone_number: string; status: ConsentStatus }>(
    client,
    `SELECT phone_number, status FROM sms_consents WHERE ${ofThese} ORDER BY phone_number ${lock}`,
    bindings
  )
  const events = await query<StoredEvent>(
    client,
    `SELECT at, phone_number, from_status, to_status, source, evidence, actor, said_at
     FROM sms_consent_events WHERE ${ofThese} ORDER BY id`,
    bindings
  )
  const histories = new Map<string, History>()
  for (const { phone_number: phone, status } of consents)
    histories.set(phone, { status, events: [] })
  for (const event of events) histories.get(event.phone_number)?.events.push(event)
  return histories
}
