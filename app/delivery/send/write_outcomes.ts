import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SendingCaps } from '#delivery/caps/sending_caps'
import type { RecordedBatch } from '#delivery/send/attempt_outcome'
import { countAnswers } from '#delivery/send/count_answers'
import { EscalateMessages } from '#delivery/send/escalate_messages'
import { findAttempts } from '#delivery/send/find_attempts'
import { finishAttempts } from '#delivery/send/finish_attempts'
import { moveToOutcome } from '#delivery/send/move_to_outcome'
import type { SendingMessage } from '#delivery/message_in_hand'
import type { Escalation } from '#events/message_escalated'
import { MessageStatuses } from '#messages/message_status'
import { confirmedTransaction } from '#storage/confirmed_transaction'
import { toSqlInstant } from '#storage/instants'

export interface Recorded {
  /** Ids of the messages whose state was moved. */
  moved: Set<number>
  escalations: Escalation[]
}

/**
 * Writes the outcomes of several batches in one transaction. The token in the WHERE keeps a worker
 * that lost its lease from overwriting later changes: its outcome then stays on the attempt only.
 */
@inject()
export class WriteOutcomes {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly escalate: EscalateMessages,
    private readonly caps: SendingCaps,
    private readonly logger: Logger
  ) {}

  /** One result per batch, in order. */
  run(batches: RecordedBatch[]): Promise<Recorded[]> {
    return confirmedTransaction(this.db.connection(), (trx) => this.#write(trx, batches), {
      clock: this.clock,
      leftMs: () => Math.min(...batches.map(({ lease }) => lease.leftMs())),
      isStored: (trx) => isStored(trx, batches),
    })
  }

  async #write(trx: TransactionClientContract, batches: RecordedBatch[]): Promise<Recorded[]> {
    const now = toSqlInstant(this.clock.now())
    const movedIds = await moveToOutcome(trx, batches, now)
    await finishAttempts(trx, batches, now)
    await countAnswers(trx, batches)
    const escalations = await this.escalate.write(trx, deadLetters(batches, movedIds), now)
    await this.caps.giveBack(trx, certainlyNotSent(batches, movedIds))
    return batches.map((batch) => {
      const held = this.#heldOf(batch, movedIds)
      const ofTheBatch = escalations.filter(({ messageId }) => held.has(messageId))
      return { moved: held, escalations: ofTheBatch }
    })
  }

  /** The messages of a batch that were still ours. */
  #heldOf({ outcomes }: RecordedBatch, movedIds: Set<number>): Set<number> {
    const ids = outcomes.map(({ message }) => message.id)
    const stale = ids.filter((id) => !movedIds.has(id))
    if (stale.length > 0) {
      this.logger.warn(
        { messages: stale },
        'outcomes came after the lease was lost: kept on the attempts only'
      )
    }
    return new Set(ids.filter((id) => movedIds.has(id)))
  }
}

/** Who gave up each of them. */
function deadLetters(batches: RecordedBatch[], movedIds: Set<number>): Map<number, string> {
  return new Map(
    batches.flatMap(({ outcomes, lease }) =>
      outcomes
        .filter(({ message, verdict }) => {
          return movedIds.has(message.id) && verdict.status === MessageStatuses.dead_letter
        })
        .map(({ message }) => [message.id, lease.claimedBy] as const)
    )
  )
}

/** All or nothing is stored. */
async function isStored(
  trx: TransactionClientContract,
  batches: RecordedBatch[]
): Promise<boolean> {
  const answers = batches.flatMap(({ outcomes, lease }) =>
    outcomes.map(({ message, result }) => ({
      id: message.attemptId,
      messageId: message.id,
      token: lease.token,
      outcome: result.outcome,
    }))
  )
  const stored = await findAttempts(trx, answers)
  return answers.every(({ id, token, outcome }) => {
    const attempt = stored.get(id)
    return attempt?.lease_token === token && attempt.outcome === outcome
  })
}

/** A message taken from us in the meantime keeps its count: its new holder decides. */
function certainlyNotSent(batches: RecordedBatch[], movedIds: Set<number>): SendingMessage[] {
  return batches
    .flatMap(({ outcomes }) => outcomes)
    .filter(({ message, result }) => {
      const mayBeSent = result.outcome === 'accepted' || result.outcome === 'ambiguous'
      return !mayBeSent && movedIds.has(message.id)
    })
    .map(({ message }) => message)
}
