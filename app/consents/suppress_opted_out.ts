import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { MessageStatuses } from '#messages/message_status'
import { moveAlike, type Mover } from '#messages/move_alike'
import { textList } from '#storage/sql'

/**
 * Closes the pending messages of numbers that opted out; a worker that holds one loses the right to
 * send it. Call it last in the transaction: the shorter the time to the commit, the fewer messages
 * appear in between (the gate finds those).
 */
export async function suppressOptedOut(
  trx: TransactionClientContract,
  phones: string[],
  mover: Mover
): Promise<number> {
  if (phones.length === 0) return 0
  const moved = await moveAlike(
    trx,
    {
      from: MessageStatuses.pending,
      to: MessageStatuses.suppressed,
      reason: 'opted_out',
      where: `m.phone_number IN (${textList(trx, 'phones')})`,
    },
    { phones: JSON.stringify(phones) },
    mover
  )
  return moved.length
}
