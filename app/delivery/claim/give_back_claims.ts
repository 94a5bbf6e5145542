import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { releaseClaims, releaseWholeClaim } from '#delivery/claim/release_claims'
import type { Lease } from '#delivery/message_in_hand'
import { insist } from '#storage/insist'
import { toSqlInstant } from '#storage/instants'

type Hold = Pick<Lease, 'token' | 'leftMs'>

/**
 * Gives back claims that were not committed to `sending`. It waits for an unreachable database
 * as long as the lease holds: otherwise each lost connection would block a batch for a whole
 * lease.
 */
@inject()
export class GiveBackClaims {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {}

  async run(ids: number[], lease: Hold): Promise<void> {
    if (ids.length === 0) return
    await this.#insist(lease, () => releaseClaims(this.db.connection(), ids, lease.token))
  }

  /** Gives back everything of a failed claim: it may have been executed and its answer lost. */
  async whole(lease: Hold): Promise<void> {
    const now = toSqlInstant(this.clock.now())
    const { token } = lease
    await this.#insist(lease, () => releaseWholeClaim(this.db.connection(), { now, token }))
  }

  async #insist(hold: Hold, release: () => Promise<unknown>): Promise<void> {
    const report = (error: unknown) =>
      this.logger.warn({ err: error }, 'claims could not be given back yet')
    await insist(release, { clock: this.clock, leftMs: () => hold.leftMs(), report })
  }
}
