import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { messageIdentity, type Identifiable } from '#delivery/restore/message_identity'
import { findRestoredSends } from '#delivery/restore/restored_sends'
import type { RestoredMessage } from '#delivery/restore/record_restored'
import { query } from '#storage/sql'

/** Messages compared at once. */
const PAGE = 1_000

type PendingRow = Identifiable & Pick<Rows['sms_messages'], 'attempt_count' | 'scheduled_at'>

export interface DoubtfulMessage extends Partial<RestoredMessage> {
  messageId: number
}

/**
 * Pending messages for which an SMS was sent, or may have been: those that the journal names and,
 * if it has a gap, those due before `lastSeenAt`.
 */
export async function* pendingRestored(
  client: QueryClientContract,
  { databaseId, lastSeenAt }: { databaseId: string; lastSeenAt: string | null }
): AsyncGenerator<DoubtfulMessage[]> {
  for (let after = 0; ;) {
    const page = await query<PendingRow>(
      client,
      `SELECT id, message_type, dedupe_key, created_at, attempt_count, scheduled_at FROM sms_messages
       WHERE status = 'pending' AND id > :after ORDER BY id LIMIT :page`,
      { after, page: PAGE }
    )
    if (page.length === 0) return
    after = page.at(-1)!.id
    const identities = page.map((row) => messageIdentity(databaseId, row))
    const sends = await findRestoredSends(client, identities)
    yield page.flatMap((row, place) => {
      const send = sends.get(identities[place])
      if (send && send.number > row.attempt_count) return [{ messageId: row.id, send }]
      return lastSeenAt !== null && row.scheduled_at <= lastSeenAt ? [{ messageId: row.id }] : []
    })
  }
}
