import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { nextRuns } from '#schedules/next_runs'
import { timingOf } from '#schedules/schedule_row'
import {
  isoOf,
  SCHEDULE_COLUMNS,
  toSchedule,
  type Schedule,
  type StoredSchedule,
} from '#schedules/manage/stored_schedule'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** How many future runs are shown. */
const COMING = 3

/** One schedule with its next runs. Also returns a deleted schedule while retention keeps it. */
@inject()
export class FindSchedule {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  async run(id: number): Promise<(Schedule & { nextRuns: string[] }) | undefined> {
    const [row] = await query<StoredSchedule>(
      this.db.connection(),
      `SELECT ${SCHEDULE_COLUMNS} FROM schedules WHERE id = :id`,
      { id }
    )
    return row && { ...toSchedule(row), nextRuns: this.#coming(row) }
  }

  #coming(row: StoredSchedule): string[] {
    if (!row.next_run_at) return []
    const first = fromSqlInstant(row.next_run_at)
    const left = row.max_runs === null ? COMING : Math.min(COMING, row.max_runs - row.run_count)
    const after = first > this.clock.now() ? first : this.clock.now()
    const later = nextRuns(timingOf(row), after, left - 1)
    return [first, ...later].map((run) => isoOf(toSqlInstant(run))!)
  }
}
