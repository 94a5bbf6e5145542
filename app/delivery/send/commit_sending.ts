import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { SendingCaps, type OverCap } from '#delivery/caps/sending_caps'
import { DatabaseAge } from '#delivery/restore/database_age'
import { StateNotWritable } from '#delivery/restore/errors'
import { insertMark, type KnownMark } from '#delivery/restore/sending_marks'
import { ConsentWithdrawn } from '#delivery/send/consent_withdrawn'
import { findAttempts } from '#delivery/send/find_attempts'
import { insertAttempts } from '#delivery/send/insert_attempts'
import { moveToSending } from '#delivery/send/move_to_sending'
import type {
  IntendedBatch,
  Lease,
  ReadyMessage,
  BatchAccount,
  SendingMessage,
} from '#delivery/message_in_hand'
import { CombinedWrites, writesAtOnce } from '#storage/combine_writes'
import { confirmedTransaction } from '#storage/confirmed_transaction'
import { toSqlInstant } from '#storage/instants'

export interface CommittedMessages {
  /** May be sent. */
  sending: SendingMessage[]
  /** Committed to `sending`, but must not be POSTed: their number opted out in the meantime. */
  withdrawn: SendingMessage[]
  /**
   * Committed to `sending`, but must not be POSTed: they could not be recorded outside the
   * database.
   */
  unwritten: SendingMessage[]
  /** May not leave today. */
  over: OverCap[]
}

/** What one transaction has stored. */
interface WrittenBatches {
  /** Missing if nothing was moved. */
  mark?: KnownMark
  batches: { sending: SendingMessage[]; over: OverCap[] }[]
}

/**
 * Commits the intention to send, with an attempt row, before any POST. One conditional UPDATE
 * checks again everything that may have changed since the gate; a message that it does not return
 * must not be sent. An opt-out, a recorded visit or a moved date updates the pending message in its
 * own transaction, so the row lock decides which came first. The commit is then recorded outside
 * the database, so that a database restored from a backup can be detected.
 */
@inject()
export class CommitSending {
  /** Lanes that are ready at the same time share a transaction. */
  readonly #writes: CombinedWrites<IntendedBatch, CommittedMessages>

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly caps: SendingCaps,
    private readonly withdrawn: ConsentWithdrawn,
    private readonly age: DatabaseAge
  ) {
    this.#writes = new CombinedWrites(
      (batches) => this.#commit(batches),
      writesAtOnce(this.db.connection())
    )
  }

  /**
   * `slots`: when each message will leave, by `clock.elapsedMs`. Moves only messages that the caps
   * admit.
   */
  async run(
    messages: ReadyMessage[],
    slots: number[],
    lease: Lease,
    account: BatchAccount
  ): Promise<CommittedMessages> {
    const began = this.clock.moment()
    const leavesAt = new Map(
      messages.map(({ id }, place) => [id, began.wallMs + slots[place] - began.elapsedMs])
    )
    return this.#writes.submit({ messages, leavesAt, lease, account })
  }

  async #commit(batches: IntendedBatch[]): Promise<CommittedMessages[]> {
    const { mark, batches: committed } = await confirmedTransaction(
      this.db.connection(),
      (trx) => this.#write(trx, batches),
      {
        clock: this.clock,
        leftMs: () => Math.min(...batches.map(({ lease }) => lease.leftMs())),
        isStored: (trx, written) => isStored(trx, batches, written.batches),
      }
    ).catch((error) => {
      this.age.suspect(error)
      throw error
    })
    if (mark) this.age.saw(mark)
    const withdrawn = await this.withdrawn.among(committed.flatMap(({ sending }) => sending))
    const toSend = committed.map(({ sending }) => sending.filter(({ id }) => !withdrawn.has(id)))
    const written = !mark || (await this.#writeDown(mark, batches, toSend))
    return committed.map(({ sending, over }, place) => ({
      sending: written ? toSend[place] : [],
      withdrawn: sending.filter(({ id }) => withdrawn.has(id)),
      unwritten: written ? [] : toSend[place],
      over,
    }))
  }

  /** Returns whether it is on disk. */
  async #writeDown(
    mark: KnownMark,
    batches: IntendedBatch[],
    toSend: SendingMessage[][]
  ): Promise<boolean> {
    const { fingerprint: database } = await this.age.ofDatabase()
    const groups = toSend.map((messages, place) => ({
      mark: { ...mark, database, at: this.clock.nowMs() },
      account: batches[place].account.name,
      gateway: batches[place].account.gateway,
      sends: messages.flatMap(({ id, attemptNumber, identity, carried, carriedAttempts }) => [
        { messageId: id, number: attemptNumber, identity },
        ...carried.map((one) => ({
          messageId: one.id,
          number: carriedAttempts.get(one.id)!,
          identity: one.identity,
        })),
      ]),
    }))
    try {
      await this.age.journal.begin(groups.filter(({ sends }) => sends.length > 0))
      return true
    } catch (error) {
      if (error instanceof StateNotWritable) return false
      throw error
    }
  }

  async #write(trx: TransactionClientContract, batches: IntendedBatch[]): Promise<WrittenBatches> {
    const now = toSqlInstant(this.clock.now())
    const { within, over, day } = await this.caps.admit(
      trx,
      batches.flatMap(({ messages }) => messages)
    )
    const admitted = only(batches, new Set(within.map(({ id }) => id)))
    const numbers = await moveToSending(
      trx,
      admitted,
      { nowMs: this.clock.nowMs(), sharedMs: this.clock.sharedMs() },
      this.config.consent.policy
    )
    const held = only(admitted, numbers)
    await this.caps.count(
      trx,
      held.flatMap(({ messages }) => messages),
      day
    )
    const attempts = await insertAttempts(trx, held, numbers, now)
    const mark =
      numbers.size > 0 ? await insertMark(trx, { after: this.age.newest, now }) : undefined
    const written = held.map(({ messages }, place) => ({
      sending: messages.map((message) => ({
        ...message,
        attemptId: attempts.get(message.id)!,
        attemptNumber: numbers.get(message.id)!,
        carriedAttempts: new Map(message.carried.map(({ id }) => [id, numbers.get(id)!])),
        countedOn: day,
        mark: mark!.token,
      })),
      over: over.filter(({ message }) => batches[place].leavesAt.has(message.id)),
    }))
    return { mark, batches: written }
  }
}

/**
 * All or nothing is stored. The token tells our attempts from those that got the same ids after a
 * server crash.
 */
async function isStored(
  trx: TransactionClientContract,
  batches: IntendedBatch[],
  written: { sending: SendingMessage[] }[]
): Promise<boolean> {
  const attempts = written.flatMap(({ sending }, place) =>
    sending.map(({ id, attemptId }) => ({
      id: attemptId,
      messageId: id,
      token: batches[place].lease.token,
    }))
  )
  const stored = await findAttempts(trx, attempts)
  return attempts.every(({ id, token }) => stored.get(id)?.lease_token === token)
}

/** The batches, reduced to the messages in `ids`. */
function only(batches: IntendedBatch[], ids: { has(id: number): boolean }): IntendedBatch[] {
  return batches.map((batch) => ({
    ...batch,
    messages: batch.messages.filter(({ id }) => ids.has(id)),
  }))
}
