import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import type { AttemptOutcome, RecordedBatch } from '#delivery/send/attempt_outcome'
import type { Escalation } from '#events/message_escalated'
import type { Lease, SendingMessage } from '#delivery/send/sending_message'
import { CostCaps } from '#delivery/caps/cost_caps'
import { EscalateMessages } from '#delivery/send/escalate_messages'
import { finishAttempts } from '#delivery/send/finish_attempts'
import { moveToOutcome } from '#delivery/send/move_to_outcome'
import { ApplyEarlyReceipts } from '#inbound/apply_early_receipts'
import { MessageStatuses } from '#models/message_status'
import { CombinedWrites, writesAtOnce } from '#storage/combine_writes'
import { toSqlInstant } from '#storage/instants'
import { appendMessageEvents, type MessageEvent } from '#storage/message_events'
import { retryDeadlocks } from '#storage/retry_deadlocks'

interface Recorded {
  /** Ids of the messages whose state was moved. */
  moved: Set<number>
  escalations: Escalation[]
}

/** Milliseconds between two tries to write outcomes down while the database does not answer. */
const WRITE_AGAIN_AFTER_MS = 500

/**
 * Writes what came of a batch of attempts, all in one transaction. The token in
 * the WHERE keeps a worker that lost its lease from overwriting what came later:
 * its outcome then stays on the attempt alone.
 */
@inject()
export class RecordOutcomes {
  /** Lanes that finish at the same time share a transaction. */
  readonly #writes: CombinedWrites<RecordedBatch, Recorded>

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly escalate: EscalateMessages,
    private readonly caps: CostCaps,
    private readonly earlyReceipts: ApplyEarlyReceipts,
    private readonly logger: Logger
  ) {
    this.#writes = new CombinedWrites(
      (batches) =>
        retryDeadlocks(() => this.db.connection().transaction((trx) => this.#write(trx, batches))),
      writesAtOnce(this.db.connection())
    )
  }

  /**
   * The operator has these messages already, so that a database that is away for
   * a moment is waited for as long as the lease holds; then they are left to the
   * reaper. Returns the ids whose state was moved.
   */
  async run(outcomes: AttemptOutcome[], lease: Lease): Promise<Set<number>> {
    const { moved, escalations } = await this.#record(outcomes, lease)
    await this.escalate.announce(escalations)
    await this.earlyReceipts.run(idsOf(outcomes))
    return moved
  }

  async #record(outcomes: AttemptOutcome[], lease: Lease): Promise<Recorded> {
    for (;;) {
      try {
        return await this.#writes.submit({ outcomes, lease })
      } catch (error) {
        if (this.clock.nowMs() + WRITE_AGAIN_AFTER_MS >= lease.until) throw error
        this.logger.warn(
          { err: error, messages: outcomes.length },
          'outcomes could not be written, trying again'
        )
        await this.clock.sleepUntil(this.clock.nowMs() + WRITE_AGAIN_AFTER_MS)
      }
    }
  }

  async #write(trx: TransactionClientContract, batches: RecordedBatch[]): Promise<Recorded[]> {
    const now = toSqlInstant(this.clock.now())
    const movedIds = await moveToOutcome(trx, batches, now)
    await finishAttempts(trx, batches, now)
    const moves: MessageEvent[] = batches.flatMap(({ outcomes, lease }) =>
      outcomes
        .filter(({ message }) => movedIds.has(message.id))
        .map(({ message, verdict }) => ({
          messageId: message.id,
          at: now,
          actor: lease.claimedBy,
          from: MessageStatuses.sending,
          to: verdict.status,
          reason: verdict.reason,
        }))
    )
    await appendMessageEvents(trx, moves)
    const escalations = await this.escalate.write(trx, moves, now)
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

/** What the operator calls the messages that it took. */
function idsOf(outcomes: AttemptOutcome[]): string[] {
  return outcomes.flatMap(({ result }) =>
    result.outcome === 'accepted' ? (result.providerMessageId ?? []) : []
  )
}

/** A message that was taken from us meanwhile keeps its count: somebody else decides about it. */
function certainlyNotSent(batches: RecordedBatch[], movedIds: Set<number>): SendingMessage[] {
  return batches
    .flatMap(({ outcomes }) => outcomes)
    .filter(({ message, result }) => {
      const mayBeSent = result.outcome === 'accepted' || result.outcome === 'ambiguous'
      return !mayBeSent && movedIds.has(message.id)
    })
    .map(({ message }) => message)
}
