import { isoOf, type StoredSchedule } from '#schedules/manage/stored_schedule'

/**
 * A due run that has not fired and that a change removes, for the audit log: otherwise it would be
 * lost silently.
 */
export function droppedRun(row: StoredSchedule, now: string): string | undefined {
  return row.next_run_at && row.next_run_at <= now ? isoOf(row.next_run_at)! : undefined
}
