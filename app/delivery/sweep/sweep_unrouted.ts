import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { ClaimBatch } from '#delivery/claim/claim_batch'
import { ClaimedMessages } from '#delivery/claim/claimed_message'
import { ActivePauses } from '#delivery/pauses/active_pauses'
import { PrepareMessages } from '#delivery/send/prepare_messages'
import { SendingAccounts } from '#delivery/accounts/sending_accounts'
import { SettleUnsent } from '#delivery/send/settle_unsent'
import type { SweepRun } from '#delivery/sweep/sweep_control'
import { countSettled } from '#delivery/sweep/sweep_statistics'
import { MessageStatuses } from '#models/message_status'

/** Due messages to numbers that no account takes: they fail with the reason, rather than wait for ever. */
@inject()
export class SweepUnrouted {
  constructor(
    private readonly config: SmsSchedulerConfig,
    private readonly accounts: SendingAccounts,
    private readonly claim: ClaimBatch,
    private readonly claimed: ClaimedMessages,
    private readonly prepare: PrepareMessages,
    private readonly settle: SettleUnsent,
    private readonly pauses: ActivePauses,
    private readonly logger: Logger
  ) {}

  async run({ type, budget, statistics, signal }: SweepRun): Promise<void> {
    const route = this.accounts.routes.conditionForUnrouted()
    if (!route) return

    while (budget.left > 0 && !signal?.aborted && !(await this.pauses.ofEverything())) {
      const limit = Math.min(this.config.processing.batchSize, budget.left)
      const { ids, lease } = await this.claim.run(limit, { type, route })
      if (ids.length === 0) return

      /** The gate first: what is expired or opted out is that, whoever would have sent it. */
      const { ready, unsent } = await this.prepare.run(await this.claimed.load(ids))
      const unrouted = ready.map(({ id }) => ({
        id,
        status: MessageStatuses.failed,
        reason: 'no_route',
        detail: 'No account takes numbers of this country (ORANGE_PREFIXES, SMS_MORE_ACCOUNTS)',
        scheduledAt: null,
      }))
      for (const settled of await this.settle.run([...unsent, ...unrouted], lease)) {
        countSettled(statistics, settled)
        budget.left -= 1
      }
      if (unrouted.length > 0) {
        this.logger.warn({ messages: unrouted.length, reason: 'no_route' }, 'no account for these')
      }
    }
  }
}
