import { hostname } from 'node:os'
import { randomUUID } from 'node:crypto'
import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { ClaimCompanions } from '#delivery/claim/claim_companions'
import {
  ClaimDueMessages,
  type ClaimedRow,
  type ClaimRequest,
} from '#delivery/claim/claim_due_messages'
import { ClaimLease } from '#delivery/claim/claim_lease'
import { GiveBackClaims } from '#delivery/claim/give_back_claims'
import type { DueFilter } from '#delivery/claim/due_filter'
import { CombinedWrites } from '#storage/combine_writes'
import { followDatabaseClock } from '#storage/follow_database_clock'

/** Claimed messages and the lease on them. */
export interface ClaimedBatch {
  ids: number[]
  lease: ClaimLease
}

/**
 * Claims for this process, with a fresh token each time. Lanes that are ready at the same time
 * share one claim.
 */
@inject()
export class ClaimBatch {
  readonly #claims = new Map<string, CombinedWrites<number, ClaimedBatch>>()

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly claim: ClaimDueMessages,
    private readonly companions: ClaimCompanions,
    private readonly giveBack: GiveBackClaims
  ) {}

  async run(limit: number, filter: DueFilter): Promise<ClaimedBatch> {
    return this.#claimsOf(filter).submit(limit)
  }

  #claimsOf(filter: DueFilter): CombinedWrites<number, ClaimedBatch> {
    const key = JSON.stringify([filter.type, filter.route])
    const known = this.#claims.get(key)
    if (known) return known
    const claims = new CombinedWrites<number, ClaimedBatch>((limits) =>
      this.#claimTogether(limits, filter)
    )
    this.#claims.set(key, claims)
    return claims
  }

  async #claim(limit: number, claimant: Omit<ClaimRequest, 'limit'>): Promise<ClaimedRow[]> {
    const claimed = await this.claim.run({ limit, ...claimant })
    return [...claimed, ...(await this.companions.run(claimed, claimant))]
  }

  async #claimTogether(limits: number[], filter: DueFilter): Promise<ClaimedBatch[]> {
    const token = randomUUID()
    const claimedBy = `${hostname()}:${process.pid}`
    const leaseMs = this.config.processing.leaseSeconds * 1000
    await followDatabaseClock(this.db.connection(), this.clock)
    const claimedAt = this.clock.moment()
    const leaseUntil = this.clock.sharedMs() + leaseMs
    const limit = limits.reduce((sum, one) => sum + one, 0)
    const claimant = { token, claimedBy, leaseUntil, ...filter }
    const claimed = await this.#claim(limit, claimant).catch(async (error) => {
      await this.giveBack.whole({
        token,
        leftMs: () => leaseMs - this.clock.passedMs(claimedAt),
      })
      throw error
    })
    return sharesOf(claimed, limits).map((ids) => ({
      ids,
      lease: new ClaimLease(token, claimedBy, this.clock, leaseMs, claimedAt),
    }))
  }
}

/**
 * Ids for each lane, in the order of the claim, about as many as it asked for: those to one number
 * stay together.
 */
function sharesOf(claimed: ClaimedRow[], limits: number[]): number[][] {
  const byNumber = new Map<string, number[]>()
  for (const { id, phone_number: phone } of claimed) {
    const key = phone ?? `#${id}`
    const ids = byNumber.get(key)
    if (ids) ids.push(id)
    else byNumber.set(key, [id])
  }
  const shares: number[][] = limits.map(() => [])
  let lane = 0
  for (const ids of byNumber.values()) {
    while (lane < limits.length - 1 && shares[lane].length >= limits[lane]) lane++
    shares[lane].push(...ids)
  }
  return shares
}
