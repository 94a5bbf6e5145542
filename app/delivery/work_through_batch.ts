import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { AccountState } from '#delivery/account_state'
import { ClaimedMessages } from '#delivery/claimed_message'
import { CommitSending } from '#delivery/commit_sending'
import type { Lease, ReadyMessage } from '#delivery/sending_message'
import { decideOutcome } from '#delivery/decide_outcome'
import { PostMessages, type AttemptedMessage } from '#delivery/post_messages'
import { PrepareMessages } from '#delivery/prepare_messages'
import { RateLimit } from '#delivery/rate_limit'
import { ReactToResults } from '#delivery/react_to_results'
import { RecordOutcomes } from '#delivery/record_outcomes'
import { releaseClaims } from '#delivery/release_claims'
import { ExponentialRetry } from '#delivery/retry_strategy'
import { SettleUnsent, type Settlement } from '#delivery/settle_unsent'
import type { SweepStatistics } from '#delivery/sweep_statistics'
import { GatewayConfig } from '#gateways/define_config'

/** Which count of the statistics a settled message belongs to. */
const COUNTED = {
  pending: 'deferred',
  expired: 'expired',
  cancelled: 'cancelled',
  suppressed: 'suppressed',
  failed: 'failed',
} as const satisfies Record<Settlement['status'], keyof SweepStatistics>

/**
 * Takes claimed messages through the send protocol: gate, commit `sending`, POST,
 * record. The commit comes for a few messages at a time, just before they leave,
 * so that a process which dies leaves few outcomes unknown.
 */
@inject()
export class WorkThroughBatch {
  readonly #retry: ExponentialRetry

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly gateways: GatewayConfig,
    private readonly claimed: ClaimedMessages,
    private readonly prepare: PrepareMessages,
    private readonly settle: SettleUnsent,
    private readonly rate: RateLimit,
    private readonly commit: CommitSending,
    private readonly post: PostMessages,
    private readonly record: RecordOutcomes,
    private readonly react: ReactToResults,
    private readonly account: AccountState
  ) {
    this.#retry = new ExponentialRetry(config.retry)
  }

  /** `mayGoOn` is asked before each group; what is not begun by then is given back. */
  async run(
    ids: number[],
    lease: Lease,
    statistics: SweepStatistics,
    mayGoOn: () => Promise<boolean>
  ): Promise<void> {
    const begun = new Set<number>()
    try {
      const { ready, unsent } = await this.prepare.run(await this.claimed.load(ids))
      for (const settled of await this.settle.run(unsent, lease)) {
        begun.add(settled.id)
        this.#count(statistics, COUNTED[settled.status])
      }

      for (const group of groupsOf(ready, this.#groupSize())) {
        if (!(await mayGoOn())) break
        for (const id of await this.#send(group, lease, statistics)) begun.add(id)
      }
    } finally {
      const left = ids.filter((id) => !begun.has(id))
      if (left.length > 0) await releaseClaims(this.db.connection(), left, lease.token)
    }
  }

  /** Returns the ids that were committed to `sending`. */
  async #send(group: ReadyMessage[], lease: Lease, statistics: SweepStatistics): Promise<number[]> {
    const slots = await this.rate.reserve(group.length)
    await this.clock.sleepUntil(slots[0])

    const sendingLease = {
      ...lease,
      until: this.clock.nowMs() + this.config.processing.leaseSeconds * 1000,
    }
    const account = { name: this.account.name, gateway: this.gateways.default }
    const sending = await this.commit.run(group, slots, sendingLease, account)
    if (sending.length === 0) return []

    const attempted = await this.post.run(sending, slots, sendingLease)
    await this.#recordAttempts(attempted, sendingLease, statistics)
    await this.react.run(attempted.map(({ result }) => result))
    return sending.map(({ id }) => id)
  }

  async #recordAttempts(attempted: AttemptedMessage[], lease: Lease, statistics: SweepStatistics) {
    const outcomes = attempted.map(({ message, result }) => ({
      message,
      result,
      verdict: decideOutcome(result, {
        retryCount: message.retryCount,
        expiresAt: message.expiresAt,
        now: this.clock.now(),
        retry: this.#retry,
        outageDelaySeconds: this.config.retry.outageDelaySeconds,
      }),
    }))
    const moved = await this.record.run(outcomes, lease)
    for (const { message, verdict } of outcomes) {
      if (moved.has(message.id)) this.#count(statistics, verdict.counted)
    }
  }

  #count(statistics: SweepStatistics, name: keyof SweepStatistics): void {
    statistics[name] += 1
    statistics.processed += 1
  }

  /** About what one lane may send in a second: the `sending` commit is never far ahead of the POST. */
  #groupSize(): number {
    const { lanes, batchSize } = this.config.processing
    return Math.min(batchSize, Math.max(1, Math.ceil(this.rate.perSecond / lanes)))
  }
}

function* groupsOf<Item>(items: Item[], size: number): Generator<Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
