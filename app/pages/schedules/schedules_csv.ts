import type { Occurrence } from '#schedules/manage/stored_occurrence'
import type { Schedule } from '#schedules/manage/stored_schedule'
import type { Reader } from '#app/pages/reader'
import { jobOf, outcomeOf, stateOf, whenOf } from './schedule_in_words.js'

export const SCHEDULE_COLUMNS = [
  'id',
  'name',
  'job',
  'when',
  'state',
  'last_run',
  'outcome',
  'next_run',
  'runs',
  'most_runs',
] as const

/** Without the data of the job, which may be about people. Instants in ISO 8601, UTC. */
export function scheduleCsvRow(reader: Reader, schedule: Schedule, last: Occurrence | undefined) {
  return {
    id: schedule.id,
    name: schedule.name,
    job: jobOf(reader, schedule),
    when: whenOf(reader, schedule),
    state: stateOf(reader, schedule).word,
    last_run: last?.occurrenceAt ?? null,
    outcome: last ? outcomeOf(reader, last).word : null,
    next_run: schedule.nextRunAt,
    runs: schedule.runCount,
    most_runs: schedule.maxRuns,
  }
}
