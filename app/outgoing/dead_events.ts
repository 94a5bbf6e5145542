import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { readEvents } from './read_events.js'
import { isoOfSqlInstant } from '#storage/instants'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'

/** An event that did not arrive. */
export interface UndeliveredEvent {
  id: string
  destination: string
  type: string
  status: string
  message: number | null
  occurredAt: string
  attempts: number
  lastFailure: string | null
  givenUpAt: string | null
  replays: number
}

export interface ShownEvent extends UndeliveredEvent {
  nextAttemptAt: string
  /** As it is told; null if what it is about was deleted just now. */
  body: unknown
}

type EventRow = Rows['outgoing_events']

/** Dead letters, the newest first. */
export async function listDeadEvents(
  client: QueryClientContract,
  most: number
): Promise<UndeliveredEvent[]> {
  const rows = await query<EventRow>(
    client,
    `SELECT * FROM outgoing_events WHERE ${along('outgoing_events_dead')}
     ORDER BY given_up_at DESC, id DESC LIMIT :most`,
    { most }
  )
  return rows.map((row) => toEvent(row))
}

/** How many dead letters there are, up to `most`. */
export async function countDeadEvents(client: QueryClientContract, most: number): Promise<number> {
  const [{ count }] = await query<{ count: number }>(
    client,
    `SELECT COUNT(*) AS count FROM (
       SELECT 1 FROM outgoing_events WHERE ${along('outgoing_events_dead')} LIMIT :most) AS dead`,
    { most }
  )
  return count
}

/** An event at each destination that it has not reached. */
export async function findEvent(
  client: QueryClientContract,
  eventId: string
): Promise<ShownEvent[]> {
  const rows = await query<EventRow>(
    client,
    'SELECT * FROM outgoing_events WHERE event_id = :id ORDER BY id',
    { id: eventId }
  )
  const ready = await readEvents(
    client,
    rows.map(({ id }) => id)
  )
  const bodies = new Map(ready.map(({ id, body }) => [id, JSON.parse(body)]))
  return rows.map((row) => ({
    ...toEvent(row),
    nextAttemptAt: isoOfSqlInstant(row.next_attempt_at),
    body: bodies.get(row.id) ?? null,
  }))
}

function toEvent(row: EventRow): UndeliveredEvent {
  return {
    id: row.event_id,
    destination: row.destination,
    type: row.type,
    status: row.status,
    message: row.message_id,
    occurredAt: isoOfSqlInstant(row.occurred_at),
    attempts: row.attempts,
    lastFailure: row.last_failure,
    givenUpAt: row.given_up_at && isoOfSqlInstant(row.given_up_at),
    replays: row.replays,
  }
}
