import type { Rows } from '#database/rows'
import { isoOf } from '#schedules/manage/stored_schedule'

/** One time at which a schedule ran or was due to run. Instants in ISO 8601, UTC. */
export interface Occurrence {
  id: number
  scheduleId: number
  occurrenceAt: string
  status: 'pending' | 'running' | 'done' | 'dead_letter' | 'skipped' | 'cancelled'
  reason: string | null
  /** Missed times that this occurrence stands for; for cron, counted up to twenty. */
  missed: number
  attempts: number
  nextAttemptAt: string | null
  firedAt: string
  startedAt: string | null
  finishedAt: string | null
  error: string | null
  result: unknown
}

/** A row of `schedule_occurrences`, as far as it is shown. */
export interface StoredOccurrence extends Pick<
  Rows['schedule_occurrences'],
  | 'id'
  | 'schedule_id'
  | 'occurrence_at'
  | 'status'
  | 'reason'
  | 'missed'
  | 'attempts'
  | 'next_attempt_at'
  | 'fired_at'
  | 'started_at'
  | 'finished_at'
  | 'error'
  | 'result'
> {
  status: Occurrence['status']
}

export const OCCURRENCE_COLUMNS = `
  id, schedule_id, occurrence_at, status, reason, missed, attempts, next_attempt_at, fired_at, started_at, finished_at,
  error, result`

export function toOccurrence(row: StoredOccurrence): Occurrence {
  return {
    id: row.id,
    scheduleId: row.schedule_id,
    occurrenceAt: isoOf(row.occurrence_at)!,
    status: row.status,
    reason: row.reason,
    missed: row.missed,
    attempts: row.attempts,
    nextAttemptAt: isoOf(row.next_attempt_at),
    firedAt: isoOf(row.fired_at)!,
    startedAt: isoOf(row.started_at),
    finishedAt: isoOf(row.finished_at),
    error: row.error,
    result: row.result === null ? null : JSON.parse(row.result),
  }
}
