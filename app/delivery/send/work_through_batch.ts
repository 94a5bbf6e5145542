import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import type { ClaimedBatch } from '#delivery/claim/claim_batch'
import type { ClaimLease } from '#delivery/claim/claim_lease'
import { ClaimedMessages } from '#delivery/claim/claimed_message'
import { CommitSending } from '#delivery/send/commit_sending'
import type { Lease, ReadyMessage, SendingMessage } from '#delivery/send/sending_message'
import { decideOutcome } from '#delivery/send/decide_outcome'
import { PostMessages, type AttemptedMessage } from '#delivery/send/post_messages'
import { PrepareMessages } from '#delivery/send/prepare_messages'
import { RecordOutcomes } from '#delivery/send/record_outcomes'
import { releaseClaims } from '#delivery/claim/release_claims'
import { RetryPolicies } from '#delivery/retry/retry_policies'
import type { SendingAccount } from '#delivery/accounts/sending_accounts'
import { settleOverCap } from '#delivery/caps/settle_over_cap'
import { SettleUnsent, type Settlement } from '#delivery/send/settle_unsent'
import type { SweepRun } from '#delivery/sweep/sweep_control'
import { count, countSettled, type SweepStatistics } from '#delivery/sweep/sweep_statistics'
import { UsualDuration } from '#delivery/send/usual_duration'

/** What became of a batch; the rest was given back. */
export interface WorkedBatch {
  /** Messages committed to sending: each had its attempt. */
  attempted: number
  /** Messages that were closed or put off without one. */
  settled: number
}

/**
 * Takes claimed messages through the send protocol: gate, commit `sending`, POST,
 * record. The commit comes for a few messages at a time, just before they leave,
 * so that a process which dies leaves few outcomes unknown.
 */
@inject()
export class WorkThroughBatch {
  /** The commit begins that long before the first message of a group may leave. */
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
    private readonly policies: RetryPolicies
  ) {}

  /** `mayGoOn` is asked before each group; what is not begun by then is given back. */
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
    } finally {
      if (held.size > 0) await releaseClaims(this.db.connection(), [...held], lease.token)
    }
  }

  /** Answers false where it was told to stop while it waited for its places. */
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
    const { sending, withdrawn, over } = await this.#commitTime.measure(() =>
      this.commit.run(group, slots, sendingLease, account)
    )
    for (const { id } of [...sending, ...withdrawn]) held.delete(id)
    worked.attempted += sending.length
    /** Written first: a POST may take long, and these are to be called off. */
    if (withdrawn.length > 0)
      await this.#recordAttempts(withdrawn.map(notPosted), sendingLease, statistics)
    if (sending.length > 0) {
      const attempted = await this.post.run(sending, slots, sendingLease, account)
      await this.#recordAttempts(attempted, sendingLease, statistics)
      await account.react.run(attempted.map(({ result }) => result))
    }
    const unsent = over.map((each) => settleOverCap(each, this.clock.now(), this.config))
    worked.settled += await this.#settle(unsent, lease, held, statistics)
    return true
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

  async #recordAttempts(attempted: AttemptedMessage[], lease: Lease, statistics: SweepStatistics) {
    const outcomes = attempted.map(({ message, result }) => ({
      message,
      result,
      verdict: decideOutcome(result, {
        ...message,
        now: this.clock.now(),
        policies: this.policies,
        outageDelaySeconds: this.config.retry.outageDelaySeconds,
      }),
    }))
    const moved = await this.record.run(outcomes, lease)
    for (const { message, verdict } of outcomes) {
      if (moved.has(message.id)) count(statistics, verdict.counted)
    }
  }

  /** About what one lane may send in a second: the `sending` commit is never far ahead of the POST. */
  #groupSize(account: SendingAccount, { lanes }: SweepRun): number {
    const { batchSize } = this.config.processing
    return Math.min(batchSize, Math.max(1, Math.ceil(account.rate.perSecond / lanes)))
  }
}

/** The gate closes it, with the reason, the next time. */
function notPosted(message: SendingMessage): AttemptedMessage {
  return {
    message,
    result: { outcome: 'not_posted', reason: 'consent_withdrawn', durationMs: 0 },
  }
}

function* groupsOf<Item>(items: Item[], size: number): Generator<Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
