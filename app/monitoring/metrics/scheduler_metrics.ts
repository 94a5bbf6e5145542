import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { RUN_OUTCOMES } from '#timetable/slot_run'
import { JOBS, type TimetableJob } from '#timetable/timetable'
import type { Metric } from './metric.js'

/** When something last happened, in Unix seconds: 0 for what never has, so that an alert sees it. */
export async function schedulerMetrics(
  client: QueryClientContract,
  latest: DateTime
): Promise<Metric[]> {
  const bindings = { latest: toSqlInstant(latest) }
  const [{ beat }] = await query<{ beat: string | null }>(
    client,
    `SELECT MAX(heartbeat_at) AS beat FROM workers WHERE role = 'scheduler' AND heartbeat_at <= :latest`,
    bindings
  )
  const runs = await query<{ job: string; finished_at: string }>(client, LAST_SUCCESSES, bindings)
  const successes = new Map(runs.map((run) => [run.job, run.finished_at]))
  return [
    {
      name: 'scheduler_heartbeat_timestamp_seconds',
      type: 'gauge',
      help: 'When a scheduler was last alive; 0 if never.',
      samples: [{ value: secondsOf(beat) }],
    },
    {
      name: 'schedule_last_success_timestamp_seconds',
      type: 'gauge',
      help: 'When a job of the timetable last ended well; 0 if never.',
      samples: JOBS.map((job) => ({ labels: { job }, value: secondsOf(successes.get(job)) })),
    },
  ]
}

/** Along the unique index of job and slot, from its end. Instants in the future were written by a wrong clock. */
const lastSuccess = (job: TimetableJob) => `
  SELECT * FROM (
    SELECT job, finished_at FROM scheduler_runs
    WHERE job = '${job}' AND outcome = '${RUN_OUTCOMES.ok}' AND finished_at <= :latest AND slot <= :latest
    ORDER BY slot DESC LIMIT 1) AS last_${job}`

const LAST_SUCCESSES = JOBS.map(lastSuccess).join(' UNION ALL ')

function secondsOf(instant: string | null | undefined): number {
  return instant ? fromSqlInstant(instant).toSeconds() : 0
}
