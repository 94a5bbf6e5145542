import { hostname } from 'node:os'
import { randomUUID } from 'node:crypto'
import { inject } from '@adonisjs/core'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { ClaimDueMessages } from '#delivery/claim_due_messages'
import { ClaimLease } from '#delivery/claim_lease'
import type { DueFilter } from '#delivery/due_filter'

/** Messages in the order in which they are to leave, and the hold on them. */
export interface ClaimedBatch {
  ids: number[]
  lease: ClaimLease
}

/** Claims for this process, with a fresh token each time. */
@inject()
export class ClaimBatch {
  constructor(
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly claim: ClaimDueMessages
  ) {}

  async run(limit: number, filter: DueFilter): Promise<ClaimedBatch> {
    const lease = new ClaimLease(
      randomUUID(),
      `${hostname()}:${process.pid}`,
      this.clock,
      this.config.processing.leaseSeconds * 1000
    )
    const { token, claimedBy, until } = lease
    const ids = await this.claim.run({ limit, token, claimedBy, leaseUntil: until, ...filter })
    return { ids, lease }
  }
}
