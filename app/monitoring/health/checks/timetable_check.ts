import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { durationInWords } from '#monitoring/health/duration'
import { HealthCheck, type Observation } from '#monitoring/health/health_check'
import { fromSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { latestSlot } from '#timetable/due_slots'
import { timetableOf, type TimetableEntry } from '#timetable/timetable'

/** Minutes behind after which a job that runs often is more than late. */
const LONG_BEHIND_MINUTES = 60
const MINUTES_A_DAY = 1_440

interface LastRuns {
  job: string
  last_success: string | null
  last_error: string | null
}

/** Whether every job of the timetable has run when it should have, by its last success. */
@inject()
export class TimetableCheck extends HealthCheck {
  readonly name = 'timetable'
  readonly key = 'timetable:lastSuccessAge'

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {
    super()
  }

  async observe(): Promise<Observation[]> {
    const rows = await query<LastRuns>(this.db.connection(), LAST_RUNS)
    const byJob = new Map(rows.map((row) => [row.job, row]))
    return Object.values(timetableOf(this.config)).map((entry) =>
      this.#observe(entry, byJob.get(entry.job))
    )
  }

  #observe({ job, when, expectedWithinMinutes }: TimetableEntry, runs?: LastRuns): Observation {
    const now = this.clock.now()
    const common = { componentId: job, observedUnit: 's' as const }
    const why = runs?.last_error ? `; the last run failed: ${runs.last_error}` : ''
    if (!runs?.last_success) {
      const output = `${job} has never run to its end${why || '; it will once a scheduler runs'}`
      return { ...common, status: 'warn', observedValue: null, output }
    }
    const last = fromSqlInstant(runs.last_success)
    const expected = latestSlot(
      when,
      now.minus({ minutes: expectedWithinMinutes }),
      this.config.timezone
    )
    const observedValue = Math.max(0, Math.floor(now.diff(last).as('seconds')))
    const behind = expected.diff(last).as('minutes')
    if (behind <= 0) {
      const output = `${job} ran for its slot ${durationInWords(observedValue)} ago`
      return { ...common, status: 'pass', observedValue, output }
    }
    const tolerable = 'dailyAt' in when ? MINUTES_A_DAY : LONG_BEHIND_MINUTES
    const output = `${job} last ran to its end for its slot ${durationInWords(observedValue)} ago and is behind${why}; look at the log of the scheduler`
    return { ...common, status: behind > tolerable ? 'fail' : 'warn', observedValue, output }
  }
}

/** The error only where it is newer than the last success. */
const LAST_RUNS = `
  SELECT jobs.job, jobs.last_success, (
    SELECT failed.error FROM scheduler_runs failed
    WHERE failed.job = jobs.job AND failed.outcome = 'failed'
      AND (jobs.last_success IS NULL OR failed.slot > jobs.last_success)
    ORDER BY failed.slot DESC LIMIT 1) AS last_error
  FROM (
    SELECT job, MAX(CASE WHEN outcome = 'ok' THEN slot END) AS last_success
    FROM scheduler_runs GROUP BY job) AS jobs`
