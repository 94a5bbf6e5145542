import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { MESSAGE_STATUSES, type MessageStatus } from '../message_status.js'
import { addToCounters } from './add_to_counters.js'

/** States on the way to an outcome; messages come back to them. */
const ON_THE_WAY: readonly MessageStatus[] = ['pending', 'sending']

/** The states that count as an outcome of a message. */
export const COUNTED_OUTCOMES = MESSAGE_STATUSES.filter((status) => !ON_THE_WAY.includes(status))

interface CountedMove {
  messageType: string
  from: MessageStatus
  to: MessageStatus
}

/** Counts moves to an outcome. A message that is sent again counts again. */
export async function countMoves(
  trx: TransactionClientContract,
  moves: CountedMove[]
): Promise<void> {
  await addToCounters(
    trx,
    moves
      .filter(({ from, to }) => from !== to && COUNTED_OUTCOMES.includes(to))
      .map(({ messageType, to }) => ({ counter: 'messages', messageType, label: to, amount: 1 }))
  )
}
