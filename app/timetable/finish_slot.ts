import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import type { ClaimedSlot } from '#timetable/claim_slot'
import type { RunOutcome } from '#timetable/slot_run'

/** Characters of an error that are kept. */
const ERROR_LENGTH = 500

export interface SlotEnd {
  outcome: RunOutcome
  stats?: object
  error?: string
}

/** Writes down how a slot ended; nothing if it has gone to another scheduler meanwhile. */
@inject()
export class FinishSlot {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  async run(claim: ClaimedSlot, { outcome, stats, error }: SlotEnd): Promise<void> {
    await query(
      this.db.connection(),
      `UPDATE scheduler_runs SET finished_at = :now, outcome = :outcome, stats = :stats, error = :error
       WHERE id = :id AND claimed_by = :claimed_by AND finished_at IS NULL`,
      {
        id: claim.id,
        claimed_by: claim.claimedBy,
        now: toSqlInstant(this.clock.now()),
        outcome,
        stats: stats ? JSON.stringify(stats) : null,
        error: error?.slice(0, ERROR_LENGTH) ?? null,
      }
    )
  }
}
