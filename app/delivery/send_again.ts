import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { idList, query } from '#storage/sql'

/**
 * What a message forgets when it goes back to `pending`: whatever was said of the
 * attempt before is not about the next one. For the SET of the move.
 */
export const FORGET_RECEIPTS = `provider_message_id = NULL, receipt_status = NULL, receipt_rank = 0,
  provider_status = NULL, receipt_at = NULL, unconfirmed_at = NULL`

/**
 * Keeps the operator's ids of attempts that are followed by another one: an SMS
 * that arrives after all is recognised by it. Before the move, in its transaction.
 */
export async function keepFormerIds(client: QueryClientContract, ids: number[]): Promise<void> {
  if (ids.length === 0) return
  await query(
    client,
    `INSERT INTO sms_former_ids (provider_message_id, message_id)
     SELECT provider_message_id, id FROM sms_messages
     WHERE id IN (${idList(client)}) AND provider_message_id IS NOT NULL
     ON CONFLICT (provider_message_id) DO NOTHING`,
    { ids: JSON.stringify(ids) }
  )
}
