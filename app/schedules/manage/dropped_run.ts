import { isoOf, type StoredSchedule } from '#schedules/manage/stored_schedule'

/** A run that was due, that nobody has fired yet, and that a change does away with: for the audit, so that it is not lost silently. */
export function droppedRun(row: StoredSchedule, now: string): string | undefined {
  return row.next_run_at && row.next_run_at <= now ? isoOf(row.next_run_at)! : undefined
}
