import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { MessageStatus } from './message_status.js'
import { moveMessages, type MessageMove } from './move_messages.js'
import type { Reason } from './reasons.js'
import type { Bindings } from '#storage/sql'

/** A move that is the same for all its messages. */
export interface UniformMove extends Pick<MessageMove, 'byId' | 'set' | 'where'> {
  from: MessageStatus
  to: MessageStatus
  reason: Reason
}

export interface Mover {
  /** An instant of the database, as #storage/instants writes it. */
  now: string
  /** Who moves them: `sweep`, `reaper`, `reconciliation`, `import`, or a person. */
  actor: string
}

/** Returns the ids of the moved messages. */
export async function moveAlike(
  trx: TransactionClientContract,
  { from, to, reason, where, ...parts }: UniformMove,
  bindings: Bindings,
  { now, actor }: Mover
): Promise<number[]> {
  const moved = await moveMessages(
    trx,
    {
      ...parts,
      status: `'${to}'`,
      reason: `'${reason}'`,
      where: `m.status = '${from}' AND ${where}`,
    },
    { ...bindings, now },
    () => ({ actor, from, to, reason })
  )
  return moved.map(({ id }) => id)
}
