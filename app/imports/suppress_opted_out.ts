import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { MessageStatuses } from '#models/message_status'
import { appendMessageEvents } from '#storage/message_events'
import { query, rowsOf } from '#storage/sql'

/** Closes the pending messages of numbers that said no; whoever holds one of them loses the right to send it. */
export async function suppressOptedOut(
  trx: QueryClientContract,
  phones: string[],
  now: string
): Promise<number> {
  if (phones.length === 0) return 0
  const moved = await query<{ id: number }>(
    trx,
    `UPDATE sms_messages
     SET status = '${MessageStatuses.suppressed}', reason = 'opted_out', updated_at = :now,
         lease_token = NULL, lease_until = NULL, claimed_by = NULL
     WHERE status = 'pending' AND phone_number IN (SELECT phone FROM ${rowsOf(trx, 'r', { phone: 'text' })})
     RETURNING id`,
    { rows: JSON.stringify(phones.map((phone) => ({ phone }))), now }
  )
  await appendMessageEvents(
    trx,
    moved.map(({ id }) => ({
      messageId: id,
      at: now,
      actor: 'import',
      from: MessageStatuses.pending,
      to: MessageStatuses.suppressed,
      reason: 'opted_out',
    }))
  )
  return moved.length
}
