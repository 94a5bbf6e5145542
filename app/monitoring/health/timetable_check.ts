import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { forPeople } from '#monitoring/health/duration_for_people'
import type { HealthCheck } from '#monitoring/health/health_check'
import { secondsSince } from '#monitoring/oldest_due'
import { query } from '#storage/sql'

/** As `scheduler_runs.job` and `scheduler_runs.outcome` name them. */
const GENERATION = 'generation'
const FAILED = 'failed'

/** A day, an hour of daylight saving, and an hour for the run itself. */
const OVERDUE_SECONDS = 26 * 3_600

/** Whether reminders are planned every day: without it nothing is due, and silence looks like health. */
export const timetableCheck: HealthCheck = {
  key: 'timetable:generationAge',
  name: 'timetable',
  async run({ client, clock }) {
    const last = await lastGeneration(client)
    const age = last ? secondsSince(last.finished_at, clock.now()) : null
    const observed = {
      observedValue: age,
      observedUnit: 's',
      thresholds: { warn: OVERDUE_SECONDS },
    }
    const advice =
      'look at "SELECT * FROM scheduler_runs ORDER BY id DESC LIMIT 10", plan by hand with "node ace sms:generate"'

    if (!last || age === null) {
      const running = await secondsOfFirstScheduler(client, clock.now())
      if (running < OVERDUE_SECONDS)
        return {
          ...observed,
          status: 'pass',
          output: 'No generation of reminders has been due yet',
        }
      const output = `No reminders were ever planned although a scheduler has been there for ${forPeople(running)}: ${advice}`
      return { ...observed, status: 'warn', output }
    }
    if (last.outcome === FAILED) {
      const output = `The last generation of reminders failed ${forPeople(age)} ago: ${advice}`
      return { ...observed, status: 'warn', output }
    }
    const ran = `Reminders were planned ${forPeople(age)} ago`
    return age > OVERDUE_SECONDS
      ? { ...observed, status: 'warn', output: `${ran}, which is too long: ${advice}` }
      : { ...observed, status: 'pass', output: ran }
  },
}

/** One that is still running says nothing yet. */
async function lastGeneration(client: QueryClientContract) {
  const [row] = await query<{ finished_at: string; outcome: string | null }>(
    client,
    `SELECT finished_at, outcome FROM scheduler_runs
     WHERE job = :job AND finished_at IS NOT NULL ORDER BY slot DESC LIMIT 1`,
    { job: GENERATION }
  )
  return row
}

async function secondsOfFirstScheduler(client: QueryClientContract, now: DateTime) {
  const [{ first }] = await query<{ first: string | null }>(
    client,
    `SELECT MIN(started_at) AS first FROM workers WHERE role = 'scheduler'`
  )
  return first ? secondsSince(first, now) : 0
}
