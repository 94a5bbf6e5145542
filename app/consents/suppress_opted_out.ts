import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { MessageStatuses } from '#models/message_status'
import { appendMessageEvents } from '#storage/message_events'
import { query, textList } from '#storage/sql'

/**
 * Closes the pending messages of numbers that said no; whoever holds one of them
 * loses the right to send it. Comes last in its transaction: the shorter the time
 * from here to the commit, the fewer messages appear in between (the gate finds those).
 */
export async function suppressOptedOut(
  trx: QueryClientContract,
  phones: string[],
  { now, actor }: { now: string; actor: string }
): Promise<number> {
  if (phones.length === 0) return 0
  const moved = await query<{ id: number }>(
    trx,
    `UPDATE sms_messages
     SET status = '${MessageStatuses.suppressed}', reason = 'opted_out', updated_at = :now,
         lease_token = NULL, lease_until = NULL, claimed_by = NULL
     WHERE status = 'pending' AND phone_number IN (${textList(trx, 'phones')})
     RETURNING id`,
    { phones: JSON.stringify(phones), now }
  )
  await appendMessageEvents(
    trx,
    moved.map(({ id }) => ({
      messageId: id,
      at: now,
      actor,
      from: MessageStatuses.pending,
      to: MessageStatuses.suppressed,
      reason: 'opted_out',
    }))
  )
  return moved.length
}
