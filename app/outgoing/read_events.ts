import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { ReadyEvent } from './destination.js'
import {
  bodyOfMove,
  bodyOfOptOut,
  scheduleOf,
  type EventRow,
  type MessageFacts,
  type ScheduleKeys,
} from './event_body.js'
import { findOptOuts, type FoundOptOut } from './find_opt_outs.js'
import { idList, query } from '#storage/sql'

/**
 * These events as they are told now. One whose message or number was deleted in the meantime is
 * missing.
 */
export async function readEvents(
  client: QueryClientContract,
  ids: number[]
): Promise<ReadyEvent[]> {
  const events = await query<EventRow>(
    client,
    `SELECT id, event_id, type, occurred_at, reason, message_id, consent_event_id
     FROM outgoing_events WHERE id IN (${idList(client)}) ORDER BY id`,
    { ids: JSON.stringify(ids) }
  )
  const moved = events.flatMap(({ message_id: id }) => (id === null ? [] : [id]))
  const consents = events.flatMap(({ consent_event_id: id }) => (id === null ? [] : [id]))
  const optOuts = await findOptOuts(client, consents)
  const last = [...optOuts.values()].flatMap(({ lastMessageId: id }) => (id === null ? [] : [id]))
  const messages = await findMessages(client, [...moved, ...last])
  const keys = await findScheduleKeys(client, [...messages.values()])

  const facts = { messages, optOuts, keys }
  return events.flatMap((event) => {
    const body = bodyOf(event, facts)
    return body ? [{ id: event.id, eventId: event.event_id, key: keyOf(event), body }] : []
  })
}

interface Facts {
  messages: ReadonlyMap<number, MessageFacts>
  optOuts: ReadonlyMap<number, FoundOptOut>
  keys: ScheduleKeys
}

function bodyOf(event: EventRow, { messages, optOuts, keys }: Facts): string | undefined {
  const message = messages.get(event.message_id ?? 0)
  if (message) return bodyOfMove(event, message, keys)
  const optOut = optOuts.get(event.consent_event_id ?? 0)
  if (!optOut) return undefined
  const lastMessage = messages.get(optOut.lastMessageId ?? 0) ?? null
  return bodyOfOptOut(event, { ...optOut, lastMessage }, keys)
}

function keyOf({ message_id: message, consent_event_id: consent }: EventRow): string {
  return message === null ? `opt-out:${consent}` : String(message)
}

async function findMessages(
  client: QueryClientContract,
  ids: number[]
): Promise<Map<number, MessageFacts>> {
  if (ids.length === 0) return new Map()
  const rows = await query<MessageFacts>(
    client,
    `SELECT m.id, m.message_type, m.source, m.dedupe_key, p.external_ref AS patient,
       f.code AS facility
     FROM sms_messages AS m
     LEFT JOIN patients AS p ON p.id = m.patient_id
     LEFT JOIN facilities AS f ON f.id = p.facility_id
     WHERE m.id IN (${idList(client)})`,
    { ids: JSON.stringify(ids) }
  )
  return new Map(rows.map((row) => [row.id, row]))
}

async function findScheduleKeys(
  client: QueryClientContract,
  messages: MessageFacts[]
): Promise<ScheduleKeys> {
  const ids = messages.flatMap((message) => scheduleOf(message) ?? [])
  if (ids.length === 0) return new Map()
  const rows = await query<Pick<Rows['schedules'], 'id' | 'idempotency_key'>>(
    client,
    `SELECT id, idempotency_key FROM schedules WHERE id IN (${idList(client)})`,
    { ids: JSON.stringify(ids) }
  )
  return new Map(rows.map(({ id, idempotency_key: key }) => [id, key]))
}
