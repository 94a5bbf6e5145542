import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { query } from '#storage/sql'
import type { ClaimedSlot } from '#timetable/claim_slot'
import { SLOT_LEASE_MS } from '#timetable/slot_run'

const RENEW_EVERY_MS = SLOT_LEASE_MS / 4

export interface SlotHold {
  /** Aborted when the slot has gone to another scheduler: what is left of the work is then its business. */
  lost: AbortSignal
  release(): void
}

/** Renews the lease of a claimed slot for as long as its work goes on. */
@inject()
export class HoldSlot {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {}

  start(claim: ClaimedSlot, everyMs = RENEW_EVERY_MS): SlotHold {
    const lost = new AbortController()
    const timer = setInterval(() => void this.#renew(claim, lost), everyMs)
    return { lost: lost.signal, release: () => clearInterval(timer) }
  }

  /** A database that is away for a moment is asked again next time; the lease outlives three failures. */
  async #renew({ id, job, slot, claimedBy }: ClaimedSlot, lost: AbortController): Promise<void> {
    try {
      const renewed = await query(
        this.db.connection(),
        `UPDATE scheduler_runs SET lease_until = :lease_until
         WHERE id = :id AND claimed_by = :claimed_by AND finished_at IS NULL RETURNING id`,
        { id, claimed_by: claimedBy, lease_until: this.clock.nowMs() + SLOT_LEASE_MS }
      )
      if (renewed.length > 0) return
      this.logger.warn({ job, slot }, 'slot lost to another scheduler')
      lost.abort()
    } catch (error) {
      this.logger.warn({ job, slot, err: error }, 'lease of the slot could not be renewed')
    }
  }
}
