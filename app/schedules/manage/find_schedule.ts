import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { plannedSchedule, type PlannedSchedule } from '#schedules/manage/planned_schedule'
import {
  SCHEDULE_COLUMNS,
  toSchedule,
  type Schedule,
  type StoredSchedule,
} from '#schedules/manage/stored_schedule'
import { query } from '#storage/sql'

/** One schedule with its next runs. Also returns a deleted schedule while retention keeps it. */
@inject()
export class FindSchedule {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  async run(id: number): Promise<PlannedSchedule | undefined> {
    const [row] = await query<StoredSchedule>(
      this.db.connection(),
      `SELECT ${SCHEDULE_COLUMNS} FROM schedules WHERE id = :id`,
      { id }
    )
    return row && plannedSchedule(row, this.clock.now())
  }

  /** The schedule that an occurrence belongs to. */
  async ofOccurrence(occurrenceId: number): Promise<Schedule | null> {
    const [row] = await query<StoredSchedule>(
      this.db.connection(),
      `SELECT ${SCHEDULE_COLUMNS} FROM schedules
       WHERE id = (SELECT schedule_id FROM schedule_occurrences WHERE id = :id)`,
      { id: occurrenceId }
    )
    return row ? toSchedule(row) : null
  }
}
