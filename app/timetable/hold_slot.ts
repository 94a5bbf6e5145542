import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { inBackground } from '#promises/in_background'
import type { ClaimedSlot } from '#timetable/claim_slot'
import { SLOT_LEASE_MS } from '#timetable/slot_run'
import { updateRows } from '#storage/write_rows'

const RENEW_EVERY_MS = SLOT_LEASE_MS / 4

export interface SlotHold {
  /**
   * Aborted when another scheduler has taken the slot over: the rest of the work is then its job.
   */
  lost: AbortSignal
  release(): void
}

/** Renews the lease of a claimed slot while its work continues. */
@inject()
export class HoldSlot {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {}

  start(claim: ClaimedSlot, everyMs = RENEW_EVERY_MS): SlotHold {
    const lost = new AbortController()
    const renew = () =>
      inBackground(
        () => this.#renew(claim, lost),
        (error) => this.#report(claim, error)
      )
    const timer = setInterval(renew, everyMs)
    return { lost: lost.signal, release: () => clearInterval(timer) }
  }

  async #renew({ id, job, slot, claimedBy }: ClaimedSlot, lost: AbortController): Promise<void> {
    const renewed = await updateRows(
      this.db.connection(),
      {
        table: 'scheduler_runs',
        set: 'lease_until = :lease_until',
        where: 'id = :id AND claimed_by = :claimed_by AND finished_at IS NULL',
        returning: 'id',
      },
      { id, claimed_by: claimedBy, lease_until: this.clock.sharedMs() + SLOT_LEASE_MS }
    )
    if (renewed.length > 0) return
    this.logger.warn({ job, slot }, 'slot lost to another scheduler')
    lost.abort()
  }

  /**
   * After a failure, for example of the database, the next renewal tries again; the lease outlives
   * three failures.
   */
  #report({ job, slot }: ClaimedSlot, error: unknown): void {
    this.logger.warn({ job, slot, err: error }, 'lease of the slot could not be renewed')
  }
}
