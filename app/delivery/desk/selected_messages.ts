import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { CheckedSelection } from '#delivery/desk/message_selection'
import { MessageStatuses, sqlList, type MessageStatus } from '#models/message_status'
import { byId, idList, query, type Bindings } from '#storage/sql'

/** A message of a selection, as it was when it was read. */
export interface SelectedMessage {
  id: number
  status: MessageStatus
  reason: string | null
  attempt_count: number
  /** `attempt_count` when a person last changed number or text. */
  edited_attempt_count: number | null
  /** An instant of the database. */
  expires_at: string | null
  segments: number | null
  /** 1 where an answer of the operator, late or not, says that it has the message. */
  accepted: 0 | 1
}

/** A message that was asked for by id and is not of the selection; without a state, there is none of that id. */
export interface UnmatchedMessage {
  id: number
  status: MessageStatus | null
}

/** How many messages there are now, and the greatest id among them: what comes later is of no concern. */
export async function extentOf(
  client: QueryClientContract,
  selection: CheckedSelection
): Promise<{ matched: number; upTo: number }> {
  const [{ matched, up_to: upTo }] = await query<{ matched: number; up_to: number | null }>(
    client,
    `SELECT COUNT(*) AS matched, MAX(id) AS up_to FROM ${table(client, selection)} WHERE ${conditions(client, selection)}`,
    bindings(selection)
  )
  return { matched, upTo: upTo ?? 0 }
}

/** The ids are found first, from an index where one fits; only the rows of the page are read. */
export async function pageOf(
  client: QueryClientContract,
  selection: CheckedSelection,
  { after, upTo, limit }: { after: number; upTo: number; limit: number }
): Promise<SelectedMessage[]> {
  return query<SelectedMessage>(
    client,
    `SELECT m.id, m.status, m.reason, m.attempt_count, m.edited_attempt_count, m.expires_at, m.segments,
            CASE WHEN EXISTS (SELECT 1 FROM sms_attempts a WHERE a.message_id = m.id AND a.outcome = 'accepted')
              THEN 1 ELSE 0 END AS accepted
     FROM sms_messages m ${byId(client)}
     WHERE m.id IN (
       SELECT id FROM ${table(client, selection)}
       WHERE ${conditions(client, selection)} AND id > :after AND id <= :up_to
       ORDER BY id LIMIT :limit)
     ORDER BY m.id`,
    { ...bindings(selection), after, up_to: upTo, limit }
  )
}

/** Those of the named ids that are in another state, or nowhere. */
export async function unmatchedOf(
  client: QueryClientContract,
  selection: CheckedSelection
): Promise<UnmatchedMessage[]> {
  if (!selection.ids) return []
  const there = await query<{ id: number; status: MessageStatus }>(
    client,
    `SELECT id, status FROM sms_messages WHERE id IN (${idList(client)})`,
    bindings(selection)
  )
  const matched = await query<{ id: number }>(
    client,
    `SELECT id FROM ${table(client, selection)} WHERE ${conditions(client, selection)}`,
    bindings(selection)
  )
  const statusOf = new Map(there.map(({ id, status }) => [id, status]))
  const found = new Set(matched.map(({ id }) => id))
  return selection.ids
    .filter((id) => !found.has(id))
    .map((id) => ({ id, status: statusOf.get(id) ?? null }))
}

const table = (client: QueryClientContract, { ids }: CheckedSelection) =>
  `sms_messages ${ids ? byId(client) : ''}`

/** The condition of the index sms_messages_for_people, word for word, or SQLite does not use it. */
const FOR_PEOPLE = `status IN ('dead_letter', 'unknown', 'failed')`
const NOT_FOR_PEOPLE = (status: MessageStatus) =>
  status !== MessageStatuses.dead_letter &&
  status !== MessageStatuses.unknown &&
  status !== MessageStatuses.failed

/** `failed_at` stays when a message moves on: it says when only of what is a failure now. */
const SINCE_WHEN = `CASE WHEN status IN ('dead_letter', 'failed') THEN COALESCE(failed_at, updated_at) ELSE updated_at END`

function conditions(client: QueryClientContract, selection: CheckedSelection): string {
  const { ids, statuses, type, reason, since, until } = selection
  return [
    `status IN (${sqlList(statuses)})`,
    !ids && !statuses.some(NOT_FOR_PEOPLE) && FOR_PEOPLE,
    ids && `id IN (${idList(client)})`,
    type && 'message_type = :type',
    reason && 'reason = :reason',
    since && `${SINCE_WHEN} >= :since`,
    until && `${SINCE_WHEN} <= :until`,
  ]
    .filter(Boolean)
    .join(' AND ')
}

function bindings({ ids, type, reason, since, until }: CheckedSelection): Bindings {
  return { ids: ids && JSON.stringify(ids), type, reason, since, until }
}
