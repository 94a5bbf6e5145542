import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { FirstFault } from '#promises/first_fault'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import type { ClaimedBatch } from '#delivery/claim/claim_batch'
import type { ClaimLease } from '#delivery/claim/claim_lease'
import { GiveBackClaims } from '#delivery/claim/give_back_claims'
import { ClaimedMessages } from '#delivery/claim/claimed_message'
import { CommitSending } from '#delivery/send/commit_sending'
import {
  idsOfAll,
  type Lease,
  type ReadyMessage,
  type SendingMessage,
} from '#delivery/message_in_hand'
import { decideOutcome, type NotPosted } from '#delivery/send/decide_outcome'
import { MessagesInFlight } from '#delivery/send/messages_in_flight'
import { DatabaseAge } from '#delivery/restore/database_age'
import { DatabaseIsOlder } from '#delivery/restore/errors'
import { PostMessages, type AttemptedMessage } from '#delivery/send/post_messages'
import { PrepareMessages } from '#delivery/send/prepare_messages'
import { RecordOutcomes } from '#delivery/send/record_outcomes'
import { RetryPolicies } from '#retry/retry_policies'
import type { SendingAccount } from '#delivery/accounts/sending_accounts'
import { settleOverCap } from '#delivery/caps/settle_over_cap'
import { SettleUnsent, type Settlement } from '#delivery/send/settle_unsent'
import type { SweepRun } from './sweep_control.js'
import { count, countSettled, type SweepStatistics } from './sweep_statistics.js'
import { UsualDuration } from './usual_duration.js'

/** The result of a batch; the rest was given back. */
export interface WorkedBatch {
  /** Messages committed to sending: each had its attempt. */
  attempted: number
  /** Messages that were closed or deferred without an attempt. */
  settled: number
}

/**
 * Takes claimed messages through the send protocol: gate, commit `sending`, POST, record. Commits a
 * few messages at a time, just before they leave, so that a process that dies leaves few unknown
 * outcomes.
 */
@inject()
export class WorkThroughBatch {
  /** How long before the first message of a group may leave its commit begins. */
  readonly #commitTime = new UsualDuration()

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly claimed: ClaimedMessages,
    private readonly prepare: PrepareMessages,
    private readonly settle: SettleUnsent,
    private readonly commit: CommitSending,
    private readonly post: PostMessages,
    private readonly record: RecordOutcomes,
    private readonly policies: RetryPolicies,
    private readonly inFlight: MessagesInFlight,
    private readonly giveBack: GiveBackClaims,
    private readonly age: DatabaseAge
  ) {}

  /** `mayGoOn` is asked before each group; messages not begun by then are given back. */
  async run(
    { ids, lease }: ClaimedBatch,
    account: SendingAccount,
    run: SweepRun,
    mayGoOn: () => Promise<boolean>
  ): Promise<WorkedBatch> {
    const held = new Set(ids)
    const worked: WorkedBatch = { attempted: 0, settled: 0 }
    try {
      const { ready, unsent } = await this.prepare.run(await this.claimed.load(ids))
      worked.settled += await this.#settle(unsent, lease, held, run.statistics)

      for (const group of groupsOf(ready, this.#groupSize(account, run))) {
        if (!(await mayGoOn())) break
        if (!(await this.#send(group, account, lease, held, run, worked))) break
      }
      return worked
    } catch (error) {
      /** Nothing left; the next check stops the sweep. */
      if (error instanceof DatabaseIsOlder) return worked
      throw error
    } finally {
      await this.giveBack.run([...held], lease)
    }
  }

  /** Returns false if it was told to stop while waiting for its places. */
  async #send(
    group: ReadyMessage[],
    account: SendingAccount,
    lease: ClaimLease,
    held: Set<number>,
    { signal, statistics }: SweepRun,
    worked: WorkedBatch
  ): Promise<boolean> {
    const slots = await account.rate.reserve(group.map(({ segments }) => segments))
    const commitAt = slots[0] - this.#commitTime.usualMs
    await lease.waitUntil(commitAt, () => [...held], this.db.connection(), signal)
    if (signal?.aborted) return false

    const sendingLease = lease.forSending()
    const { sending, withdrawn, unwritten, over } = await this.#commitTime.measure(() =>
      this.commit.run(group, slots, sendingLease, account)
    )
    for (const id of idsOfAll([...sending, ...withdrawn, ...unwritten])) held.delete(id)
    worked.attempted += sending.length
    const calledOff = [
      ...withdrawn.map((message) => notPosted(message, 'consent_withdrawn')),
      ...unwritten.map((message) => notPosted(message, 'not_written_down')),
    ]
    const faults = new FirstFault()
    await Promise.all([
      /** Not after the others: a POST may take long, and these are to be called off. */
      faults.keep(this.#recordAttempts(calledOff, sendingLease, statistics)),
      this.#post(sending, slots, sendingLease, account, statistics, faults),
    ])
    faults.throwIfAny()
    const unsent = over.flatMap((each) => settleOverCap(each, this.clock.now(), this.config))
    worked.settled += await this.#settle(unsent, lease, held, statistics)
    return true
  }

  /**
   * Whatever fails, each message committed to `sending` gets its outcome recorded, and the account
   * learns of it.
   */
  async #post(
    sending: SendingMessage[],
    slots: number[],
    lease: Lease,
    account: SendingAccount,
    statistics: SweepStatistics,
    faults: FirstFault
  ): Promise<void> {
    if (sending.length === 0) return
    const attempted = await this.inFlight.during(sending, async () => {
      const answered = await this.post.run(sending, slots, lease, account, faults)
      await this.#writeDownAnswers(answered)
      await faults.keep(this.#recordAttempts(answered, lease, statistics))
      return answered
    })
    await faults.keep(account.react.run(attempted.map(({ result }) => result)))
  }

  async #settle(
    settlements: Settlement[],
    lease: ClaimLease,
    held: Set<number>,
    statistics: SweepStatistics
  ): Promise<number> {
    const settled = await this.settle.run(settlements, lease)
    for (const settlement of settled) {
      held.delete(settlement.id)
      countSettled(statistics, settlement)
    }
    return settled.length
  }

  /**
   * For a database that is restored from an older backup, or gone when the outcomes are recorded.
   */
  async #writeDownAnswers(attempted: AttemptedMessage[]): Promise<void> {
    const answers = attempted.flatMap(({ message, result }) =>
      idsOfAll([message]).map((id) => ({
        token: message.mark,
        messageId: id,
        outcome: result.outcome,
        providerMessageId:
          id === message.id && result.outcome === 'accepted'
            ? (result.providerMessageId ?? null)
            : null,
      }))
    )
    /**
     * A missing answer counts as unknown, and nothing more is sent until the journal is writable
     * again.
     */
    await this.age.journal.answered(answers).catch(() => undefined)
  }

  async #recordAttempts(attempted: AttemptedMessage[], lease: Lease, statistics: SweepStatistics) {
    if (attempted.length === 0) return
    const outcomes = attempted.map(({ message, result }) => ({
      message,
      result,
      verdict: decideOutcome(result, {
        ...message,
        expiresAt: message.retryUntil,
        now: this.clock.now(),
        policies: this.policies,
        outageDelaySeconds: this.config.retry.outageDelaySeconds,
      }),
    }))
    const moved = await this.record.run(outcomes, lease)
    for (const { message, verdict } of outcomes) {
      if (!moved.has(message.id)) continue
      count(statistics, verdict.counted, idsOfAll([message]).length)
      if (verdict.counted === 'sent') statistics.sms += 1
    }
  }

  /**
   * About what one lane may send in a second: the `sending` commit is never far ahead of the POST.
   */
  #groupSize(account: SendingAccount, { lanes }: SweepRun): number {
    const { batchSize } = this.config.processing
    return Math.min(batchSize, Math.max(1, Math.ceil(account.rate.perSecond / lanes)))
  }
}

/** The gate closes it with its reason next time. */
function notPosted(message: SendingMessage, reason: NotPosted['reason']): AttemptedMessage {
  return { message, result: { outcome: 'not_posted', reason, durationMs: 0 } }
}

function* groupsOf<Item>(items: Item[], size: number): Generator<Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
