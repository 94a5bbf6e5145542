import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import {
  OCCURRENCE_COLUMNS,
  toOccurrence,
  type Occurrence,
  type StoredOccurrence,
} from '#schedules/manage/stored_occurrence'
import { query } from '#storage/sql'

export interface OccurrenceFilter {
  scheduleId: number
  /** Only occurrences before the time of this one. */
  beforeId?: number
  /** The page size. */
  limit: number
}

/** The history of a schedule, newest first. */
@inject()
export class ListOccurrences {
  constructor(private readonly db: Database) {}

  async run({ scheduleId, beforeId, limit }: OccurrenceFilter): Promise<Occurrence[]> {
    const rows = await query<StoredOccurrence>(
      this.db.connection(),
      `SELECT ${OCCURRENCE_COLUMNS} FROM schedule_occurrences
       WHERE schedule_id = :schedule_id ${beforeId === undefined ? '' : BEFORE}
       ORDER BY occurrence_at DESC LIMIT :limit`,
      { schedule_id: scheduleId, before_id: beforeId ?? null, limit }
    )
    return rows.map(toOccurrence)
  }
}

const BEFORE =
  'AND occurrence_at < (SELECT occurrence_at FROM schedule_occurrences WHERE id = :before_id)'
