import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { DateTime } from 'luxon'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import type { Update } from '#storage/dialects/dialect'
import { followDatabaseClock } from '#storage/follow_database_clock'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { insertRows, updateRows } from '#storage/write_rows'
import { isUnderWay, mayBeginAgain, SLOT_LEASE_MS, type SlotRun } from '#timetable/slot_run'
import type { TimetableJob } from '#timetable/timetable'

export interface SlotRequest {
  job: TimetableJob
  slot: DateTime
  /** As #timetable/due_slots has it: runs of one local time are runs of one slot. */
  localSlot?: string | null
  claimedBy: string
}

/** The right to run one slot, held as long as its lease is renewed. */
export interface ClaimedSlot {
  id: number
  job: TimetableJob
  /** An instant of the database. */
  slot: string
  claimedBy: string
}

/**
 * Takes a slot of the timetable. Of all schedulers that try at once, one gets it: by the unique
 * row, or by a conditional update if the slot was begun before and did not succeed. While a run of
 * a job is in progress anywhere, its other slots wait.
 */
@inject()
export class ClaimSlot {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** Reads first: usually there is nothing to claim, and SQLite then takes no lock. */
  async run(request: SlotRequest): Promise<ClaimedSlot | null> {
    const slot = toSqlInstant(request.slot)
    const runs = await this.#recentRuns(request)
    await followDatabaseClock(this.db.connection(), this.clock)
    const now = { wall: this.clock.now(), sharedMs: this.clock.sharedMs() }
    if (runs.some((run) => isUnderWay(run, now.sharedMs))) return null

    const { localSlot: local = null } = request
    const before = runs.find((run) => run.slot === slot || (local && run.local_slot === local))
    if (before && !mayBeginAgain(before, now)) return null

    const id = before ? await this.#takeOver(before, request) : await this.#begin(slot, request)
    const { job, claimedBy } = request
    return id === null ? null : { id, slot: before?.slot ?? slot, job, claimedBy }
  }

  /** No run lasts for days, so older ones are not read. */
  async #recentRuns({ job, slot, localSlot: local }: SlotRequest): Promise<SlotRun[]> {
    return query<SlotRun>(
      this.db.connection(),
      `SELECT id, slot, local_slot, claimed_by, lease_until, finished_at, outcome, tries FROM scheduler_runs
       WHERE job = :job AND slot >= :since
         AND (slot = :slot OR local_slot = :local OR finished_at IS NULL)`,
      {
        job,
        slot: toSqlInstant(slot),
        local: local ?? null,
        since: toSqlInstant(slot.minus({ days: 2 })),
      }
    )
  }

  async #begin(slot: string, { job, localSlot: local, claimedBy }: SlotRequest) {
    const rows = await insertRows<Pick<Rows['scheduler_runs'], 'id'>>(
      this.db.connection(),
      {
        into: 'scheduler_runs',
        columns: 'job, slot, local_slot, claimed_by, lease_until, started_at, tries',
        rows: 'VALUES (:job, :slot, :local, :claimed_by, :lease_until, :now, 1)',
        onConflict: {},
        returning: 'id',
      },
      { job, slot, local: local ?? null, ...this.#hold(claimedBy) }
    )
    return rows.at(0)?.id ?? null
  }

  async #takeOver(before: SlotRun, { claimedBy }: SlotRequest) {
    const rows = await updateRows<Pick<Rows['scheduler_runs'], 'id'>>(
      this.db.connection(),
      TAKE_OVER,
      {
        id: before.id,
        claimed_before: before.claimed_by,
        lease_before: before.lease_until,
        outcome_before: before.outcome ?? '',
        ...this.#hold(claimedBy),
      }
    )
    return rows.at(0)?.id ?? null
  }

  #hold(claimedBy: string) {
    return {
      claimed_by: claimedBy,
      lease_until: this.clock.sharedMs() + SLOT_LEASE_MS,
      now: toSqlInstant(this.clock.now()),
    }
  }
}

const TAKE_OVER: Update = {
  table: 'scheduler_runs',
  set: `claimed_by = :claimed_by, lease_until = :lease_until, started_at = :now,
    tries = tries + CASE WHEN outcome = 'stopped' THEN 0 ELSE 1 END,
    finished_at = NULL, outcome = NULL, stats = NULL, error = NULL`,
  where: `id = :id AND claimed_by = :claimed_before AND lease_until = :lease_before
    AND COALESCE(outcome, '') = :outcome_before`,
  returning: 'id',
}
