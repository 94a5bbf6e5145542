import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { SELECT_MESSAGE, type ClaimedMessage } from '#delivery/claim/claimed_message'
import { heldBack, type HeldBackReason } from '#delivery/pauses/held_back'
import { query } from '#storage/sql'

/**
 * A page of what is held back for that reason, and due if it were not: for a
 * preview. What is due in spite of it, to be looked at again, is a due message
 * like others.
 */
export async function previewHeldBackMessages(
  client: QueryClientContract,
  {
    reason,
    now,
    afterId = 0,
    limit,
    type,
  }: { reason: HeldBackReason; now: string; afterId?: number; limit: number; type?: string }
): Promise<ClaimedMessage[]> {
  return query(
    client,
    `${SELECT_MESSAGE}
     WHERE ${heldBack(client, reason)} AND m.id > :after
       AND m.scheduled_at > :now AND (m.planned_at IS NULL OR m.planned_at <= :now)
       ${type ? 'AND m.message_type = :type' : ''}
     ORDER BY m.id LIMIT :limit`,
    { now, limit, after: afterId, type: type ?? null }
  )
}
