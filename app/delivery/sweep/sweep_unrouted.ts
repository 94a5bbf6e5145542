import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { ClaimBatch } from '#delivery/claim/claim_batch'
import type { ClaimLease } from '#delivery/claim/claim_lease'
import { ClaimedMessages } from '#delivery/claim/claimed_message'
import { GiveBackClaims } from '#delivery/claim/give_back_claims'
import { ReasonToHold } from '#delivery/sweep/reason_to_hold'
import { PrepareMessages } from '#delivery/send/prepare_messages'
import { SendingAccounts } from '#delivery/accounts/sending_accounts'
import { SettleUnsent } from '#delivery/send/settle_unsent'
import type { SweepRun } from '#delivery/sweep/sweep_control'
import { countSettled } from '#delivery/sweep/sweep_statistics'
import { MessageStatuses } from '#messages/message_status'

/**
 * Due messages to numbers that no account takes. They fail with that reason instead of waiting
 * indefinitely.
 */
@inject()
export class SweepUnrouted {
  constructor(
    private readonly config: SmsSchedulerConfig,
    private readonly accounts: SendingAccounts,
    private readonly claim: ClaimBatch,
    private readonly claimed: ClaimedMessages,
    private readonly prepare: PrepareMessages,
    private readonly settle: SettleUnsent,
    private readonly giveBack: GiveBackClaims,
    private readonly hold: ReasonToHold,
    private readonly logger: Logger
  ) {}

  async run({ type, budget, statistics, signal }: SweepRun): Promise<void> {
    const route = this.accounts.routes.conditionForUnrouted()
    if (!route) return

    while (budget.left > 0 && !signal?.aborted && !(await this.hold.now())) {
      const limit = Math.min(this.config.processing.batchSize, budget.left)
      const { ids, lease } = await this.claim.run(limit, { type, route })
      if (ids.length === 0) return
      try {
        await this.#close(ids, lease, { budget, statistics })
      } catch (error) {
        await this.giveBack.run(ids, lease)
        throw error
      }
    }
  }

  async #close(
    ids: number[],
    lease: ClaimLease,
    { budget, statistics }: Pick<SweepRun, 'budget' | 'statistics'>
  ): Promise<void> {
    /** The gate comes first: an expired or opted-out message is closed as such. */
    const { ready, unsent } = await this.prepare.run(await this.claimed.load(ids))
    const unrouted = ready.map(({ id }) => ({
      id,
      status: MessageStatuses.failed,
      reason: 'no_route' as const,
      detail: 'No account takes numbers of this country (ORANGE_PREFIXES, SMS_MORE_ACCOUNTS)',
      scheduledAt: null,
    }))
    for (const settled of await this.settle.run([...unsent, ...unrouted], lease)) {
      countSettled(statistics, settled)
      budget.left -= 1
    }
    if (unrouted.length > 0) {
      this.logger.warn(
        { messages: unrouted.length, reason: 'no_route' },
        'no account takes these numbers'
      )
    }
  }
}
