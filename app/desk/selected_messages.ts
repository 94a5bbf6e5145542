import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { CheckedSelection } from './message_selection.js'
import { matchingIds, selectionBindings } from './matching_ids.js'
import type { MessageStatus } from '#messages/message_status'
import { byId, idList, query } from '#storage/sql'

/** A message of a selection, as it was when it was read. */
export interface SelectedMessage extends Pick<
  Rows['sms_messages'],
  'id' | 'status' | 'reason' | 'attempt_count' | 'edited_attempt_count' | 'expires_at' | 'segments'
> {
  status: MessageStatus
  /** `attempt_count` when a person last changed number or text. */
  edited_attempt_count: number | null
  /** 1 where an answer of the operator, late or not, says that it has the message. */
  accepted: 0 | 1
}

/**
 * A message that was requested by id but is not in the selection; without a state, the id does not
 * exist.
 */
export interface UnmatchedMessage {
  id: number
  status: MessageStatus | null
}

/** The current number of messages and their largest id: later messages are not considered. */
export async function extentOf(
  client: QueryClientContract,
  selection: CheckedSelection
): Promise<{ matched: number; upTo: number }> {
  const [{ matched, up_to: upTo }] = await query<{ matched: number; up_to: number | null }>(
    client,
    `SELECT COUNT(*) AS matched, MAX(id) AS up_to FROM (${matchingIds(client, selection)}) AS matching`,
    selectionBindings(selection)
  )
  return { matched, upTo: upTo ?? 0 }
}

/** Finds the ids first, along an index if one fits; reads only the rows of the page. */
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
       SELECT id FROM (${matchingIds(client, selection, (id) => `${id} > :after AND ${id} <= :up_to`)}) AS matching
       ORDER BY id LIMIT :limit)
     ORDER BY m.id`,
    { ...selectionBindings(selection), after, up_to: upTo, limit }
  )
}

/** Messages requested by id that are in another state or do not exist. */
export async function unmatchedOf(
  client: QueryClientContract,
  selection: CheckedSelection
): Promise<UnmatchedMessage[]> {
  if (!selection.ids) return []
  const there = await query<{ id: number; status: MessageStatus }>(
    client,
    `SELECT id, status FROM sms_messages WHERE id IN (${idList(client)})`,
    { ids: JSON.stringify(selection.ids) }
  )
  const matched = await query<{ id: number }>(
    client,
    matchingIds(client, selection),
    selectionBindings(selection)
  )
  const statusOf = new Map(there.map(({ id, status }) => [id, status]))
  const found = new Set(matched.map(({ id }) => id))
  return selection.ids
    .filter((id) => !found.has(id))
    .map((id) => ({ id, status: statusOf.get(id) ?? null }))
}
