import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import {
  SCHEDULE_COLUMNS,
  toSchedule,
  type Schedule,
  type StoredSchedule,
} from '#schedules/manage/stored_schedule'
import { query } from '#storage/sql'

export interface ScheduleFilter {
  enabled?: boolean
  appName?: string
  kind?: Schedule['kind']
  /** Only schedules created before this one. */
  beforeId?: number
  /** The page size. */
  limit: number
}

/** Schedules, newest first. */
@inject()
export class ListSchedules {
  constructor(private readonly db: Database) {}

  async run(filter: ScheduleFilter): Promise<Schedule[]> {
    const { appName = null, kind = null, beforeId = null, limit } = filter
    const rows = await query<StoredSchedule>(
      this.db.connection(),
      `SELECT ${SCHEDULE_COLUMNS} FROM schedules WHERE ${conditions(filter)} ORDER BY id DESC LIMIT :limit`,
      { app_name: appName, kind, before_id: beforeId, limit }
    )
    return rows.map(toSchedule)
  }
}

function conditions({ enabled, appName, kind, beforeId }: ScheduleFilter): string {
  return [
    'TRUE',
    enabled !== undefined && `enabled = ${enabled ? 'TRUE' : 'FALSE'}`,
    appName !== undefined && 'app_name = :app_name',
    kind !== undefined && 'kind = :kind',
    beforeId !== undefined && 'id < :before_id',
  ]
    .filter(Boolean)
    .join(' AND ')
}
