import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { idList } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

/**
 * Columns that a message resets when it returns to `pending`: receipts of the last attempt do
 * not apply to the next one. For the SET of the move.
 */
export const FORGET_RECEIPTS = `provider_message_id = NULL, receipt_status = NULL, receipt_rank = 0,
  provider_status = NULL, receipt_at = NULL, unconfirmed_at = NULL`

/**
 * Keeps the operator's ids of attempts that are followed by another one, so that an SMS that
 * arrives late is still recognised. Call it before the move, in the same transaction.
 */
export async function keepFormerIds(client: QueryClientContract, ids: number[]): Promise<void> {
  if (ids.length === 0) return
  await insertRows(
    client,
    {
      into: 'sms_former_ids',
      columns: 'provider_message_id, message_id',
      rows: `
        SELECT provider_message_id, id FROM sms_messages
        WHERE id IN (${idList(client)}) AND provider_message_id IS NOT NULL`,
      onConflict: { key: 'provider_message_id' },
    },
    { ids: JSON.stringify(ids) }
  )
}
