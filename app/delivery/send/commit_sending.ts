import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { CostCaps, type OverCap } from '#delivery/caps/cost_caps'
import { ConsentWithdrawn } from '#delivery/send/consent_withdrawn'
import { insertAttempts } from '#delivery/send/insert_attempts'
import { moveToSending } from '#delivery/send/move_to_sending'
import type {
  IntendedBatch,
  Lease,
  ReadyMessage,
  SendingAccount,
  SendingMessage,
} from '#delivery/send/sending_message'
import { MessageStatuses } from '#models/message_status'
import { CombinedWrites, writesAtOnce } from '#storage/combine_writes'
import { toSqlInstant } from '#storage/instants'
import { appendMessageEvents } from '#storage/message_events'
import { retryDeadlocks } from '#storage/retry_deadlocks'

export interface CommittedMessages {
  /** These may be sent. */
  sending: SendingMessage[]
  /** In `sending` as well, and not to be POSTed: their number said no meanwhile. */
  withdrawn: SendingMessage[]
  /** These may not leave today. */
  over: OverCap[]
}

/**
 * Commits the intention to send, with an attempt row, before any POST. One
 * conditional UPDATE asks once more for everything that could have changed since
 * the gate; a message it does not return must not be sent. Whoever opts out,
 * records a visit or moves a date updates the pending message in the same
 * transaction, so that the row's own lock decides who was first.
 */
@inject()
export class CommitSending {
  /** Lanes that are ready at the same time share a transaction. */
  readonly #writes: CombinedWrites<IntendedBatch, CommittedMessages>

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly caps: CostCaps,
    private readonly withdrawn: ConsentWithdrawn
  ) {
    this.#writes = new CombinedWrites(
      (batches) => this.#commit(batches),
      writesAtOnce(this.db.connection())
    )
  }

  /** `slots`: when each of the messages will leave, in epoch milliseconds. Only what a cap lets through is moved. */
  async run(
    messages: ReadyMessage[],
    slots: number[],
    lease: Lease,
    account: SendingAccount
  ): Promise<CommittedMessages> {
    const leavesAt = new Map(messages.map(({ id }, place) => [id, slots[place]]))
    return this.#writes.submit({ messages, leavesAt, lease, account })
  }

  async #commit(batches: IntendedBatch[]): Promise<CommittedMessages[]> {
    const committed = await retryDeadlocks(() =>
      this.db.connection().transaction((trx) => this.#write(trx, batches))
    )
    const withdrawn = await this.withdrawn.among(committed.flatMap(({ sending }) => sending))
    return committed.map(({ sending, over }) => ({
      sending: sending.filter(({ id }) => !withdrawn.has(id)),
      withdrawn: sending.filter(({ id }) => withdrawn.has(id)),
      over,
    }))
  }

  async #write(
    trx: TransactionClientContract,
    batches: IntendedBatch[]
  ): Promise<Omit<CommittedMessages, 'withdrawn'>[]> {
    const now = toSqlInstant(this.clock.now())
    const { within, over, day } = await this.caps.admit(
      trx,
      batches.flatMap(({ messages }) => messages)
    )
    const admitted = only(batches, new Set(within.map(({ id }) => id)))
    const numbers = await moveToSending(
      trx,
      admitted,
      this.clock.nowMs(),
      this.config.consent.policy
    )
    const held = only(admitted, numbers)
    await this.caps.count(
      trx,
      held.flatMap(({ messages }) => messages),
      day
    )
    const attempts = await insertAttempts(trx, held, numbers, now)
    await appendMessageEvents(
      trx,
      held.flatMap(({ messages, lease }) =>
        messages.map(({ id }) => ({
          messageId: id,
          at: now,
          actor: lease.claimedBy,
          from: MessageStatuses.pending,
          to: MessageStatuses.sending,
        }))
      )
    )
    return held.map(({ messages }, place) => ({
      sending: messages.map((message) => ({
        ...message,
        attemptId: attempts.get(message.id)!,
        attemptNumber: numbers.get(message.id)!,
        countedOn: day,
      })),
      over: over.filter(({ message }) => batches[place].leavesAt.has(message.id)),
    }))
  }
}

/** The batches with the messages whose ids are in `ids`. */
function only(batches: IntendedBatch[], ids: { has(id: number): boolean }): IntendedBatch[] {
  return batches.map((batch) => ({
    ...batch,
    messages: batch.messages.filter(({ id }) => ids.has(id)),
  }))
}
