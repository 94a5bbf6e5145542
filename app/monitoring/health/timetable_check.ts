import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { durationInWords } from '#monitoring/health/duration_in_words'
import type { Finding, HealthCheck } from '#monitoring/health/health_check'
import { secondsSince } from '#monitoring/oldest_due'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { RUN_OUTCOMES } from '#timetable/slot_run'
import { JOBS, type TimetableJob } from '#timetable/timetable'

const GENERATION: TimetableJob = 'generation'

/** A day, an hour of daylight saving, and an hour for the run itself. */
const OVERDUE_SECONDS = 26 * 3_600

const ADVICE = 'look at "SELECT * FROM scheduler_runs ORDER BY id DESC LIMIT 10"'

interface LastRun {
  job: TimetableJob
  finished_at: string
  outcome: string
}

/**
 * Whether reminders are planned every day (otherwise nothing is due, and silence looks like
 * health), and whether the last run of any other job of the timetable failed.
 */
export const timetableCheck: HealthCheck = {
  key: 'timetable:generationAge',
  name: 'timetable',
  async run({ client, clock }) {
    const runs = await lastRuns(client, clock.latestPresent())
    const generation = runs.find(({ job }) => job === GENERATION)
    const age = generation ? secondsSince(generation.finished_at, clock.now()) : null
    const failed = runs.filter(({ outcome }) => outcome === RUN_OUTCOMES.failed)
    const found = (status: Finding['status'], output: string): Finding => ({
      status,
      observedValue: age,
      observedUnit: 's',
      thresholds: { warn: OVERDUE_SECONDS },
      output,
    })

    if (failed.length > 0) {
      const jobs = failed.map(({ job }) => job).join(', ')
      return found('warn', `The last run failed: ${jobs}. It will be retried; ${ADVICE}`)
    }
    if (age === null) {
      const running = await secondsSinceFirstScheduler(client, clock.now())
      return running < OVERDUE_SECONDS
        ? found('pass', 'No generation of reminders has been due yet')
        : found(
            'warn',
            `No reminders have ever been planned although a scheduler has been running for ${durationInWords(running)}: ${ADVICE}`
          )
    }
    const ran = `Reminders were planned ${durationInWords(age)} ago`
    return age > OVERDUE_SECONDS
      ? found(
          'warn',
          `${ran}, which is too long: ${ADVICE}, or plan them now with "node ace sms:generate"`
        )
      : found('pass', ran)
  },
}

/**
 * The last finished run of each job: one lookup each in the unique index of job and slot. A run
 * that ended in the future was made by a clock that ran ahead.
 */
async function lastRuns(client: QueryClientContract, latest: DateTime): Promise<LastRun[]> {
  const lastRun = (job: TimetableJob) => `
    SELECT * FROM (
      SELECT job, finished_at, outcome FROM scheduler_runs
      WHERE job = '${job}' AND finished_at <= :latest AND slot <= :latest ORDER BY slot DESC LIMIT 1) AS last_${job}`
  return query(client, JOBS.map(lastRun).join(' UNION ALL '), {
    latest: toSqlInstant(latest),
  })
}

async function secondsSinceFirstScheduler(client: QueryClientContract, now: DateTime) {
  const [{ first }] = await query<{ first: string | null }>(
    client,
    `SELECT MIN(started_at) AS first FROM workers WHERE role = 'scheduler'`
  )
  return first ? secondsSince(first, now) : 0
}
