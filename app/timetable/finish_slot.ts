import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { toSqlInstant } from '#storage/instants'
import type { ClaimedSlot } from '#timetable/claim_slot'
import type { RunOutcome } from '#timetable/slot_run'
import { storable } from '#values/storable_text'
import { updateRows } from '#storage/write_rows'

/** Characters kept of an error. */
const ERROR_LENGTH = 500

export interface SlotEnd {
  outcome: RunOutcome
  stats?: object
  error?: string
}

/** Records how a slot ended, unless another scheduler has taken it over. */
@inject()
export class FinishSlot {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  async run(claim: ClaimedSlot, { outcome, stats, error }: SlotEnd): Promise<void> {
    await updateRows(
      this.db.connection(),
      {
        table: 'scheduler_runs',
        set: 'finished_at = :now, outcome = :outcome, stats = :stats, error = :error',
        where: 'id = :id AND claimed_by = :claimed_by AND finished_at IS NULL',
      },
      {
        id: claim.id,
        claimed_by: claim.claimedBy,
        now: toSqlInstant(this.clock.now()),
        outcome,
        stats: stats ? JSON.stringify(stats) : null,
        error: error ? storable(error.slice(0, ERROR_LENGTH)) : null,
      }
    )
  }
}
