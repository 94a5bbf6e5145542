import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { PRIORITIES } from '#messages/priority'
import { countRows } from '#monitoring/health/capped_count'
import { durationInWords } from '#monitoring/health/duration_in_words'
import type { HealthCheck } from '#monitoring/health/health_check'
import { secondsSince } from '#monitoring/oldest_due'
import { toSqlInstant } from '#storage/instants'
import { query, textList } from '#storage/sql'

const WARN_AT = 1

/** Schedules are fired every second: after this many seconds without, no process fires them. */
const LATE_SECONDS = 60

/** Jobs of each priority that are examined, longest wait first. */
const LOOK_AT_MOST = 1_000

/** Whether schedules fire in time, and how many wait for a person. */
export const schedulesCheck: HealthCheck = {
  key: 'schedules:faults',
  name: 'schedules',
  async run({ client, clock, jobs }) {
    const late = await lateSchedules(client, clock.now())
    const faulty = await countRows(client, 'schedules', `disabled_reason = 'faulty'`)
    const dead = await countRows(client, 'schedule_occurrences', `status = 'dead_letter'`)
    const unknown = await waitingForUnknown(client, jobs.names)

    const troubles: string[] = []
    if (late.value > 0)
      troubles.push(
        `${late.text} schedules are due and have not fired, the first for ${durationInWords(late.seconds)}: make sure that a scheduler runs ("node ace scheduler:run")`
      )
    if (faulty.value > 0)
      troubles.push(
        `${faulty.text} schedules were disabled because they cannot run: "node ace schedule:list --all" shows why`
      )
    if (dead.value > 0)
      troubles.push(
        `${dead.text} jobs of schedules are dead letters: "node ace schedule:show ID" shows the error, "node ace schedule:retry OCCURRENCE" retries one`
      )
    for (const { app_name: name, waiting } of unknown)
      troubles.push(
        `${waiting} jobs wait for the handler "${name}", which this version does not have: run one that has it`
      )
    const waiting = unknown.reduce((sum, each) => sum + each.waiting, 0)
    return {
      status: troubles.length > 0 ? 'warn' : 'pass',
      observedValue: late.value + faulty.value + dead.value + waiting,
      observedUnit: 'schedules',
      thresholds: { warn: WARN_AT },
      output: troubles.join('. ') || 'Schedules fire in time',
    }
  },
}

async function lateSchedules(client: QueryClientContract, now: DateTime) {
  const [first] = await query<{ next_run_at: string }>(
    client,
    'SELECT next_run_at FROM schedules WHERE next_run_at IS NOT NULL ORDER BY next_run_at, id LIMIT 1'
  )
  const seconds = first ? secondsSince(first.next_run_at, now) : 0
  if (seconds <= LATE_SECONDS) return { value: 0, text: '0', seconds }
  const before = toSqlInstant(now.minus({ seconds: LATE_SECONDS }))
  const where = 'next_run_at IS NOT NULL AND next_run_at < :before'
  return { ...(await countRows(client, 'schedules', where, { before })), seconds }
}

/**
 * No process does these, so they are among those that wait longest: along the index
 * schedule_occurrences_pending.
 */
async function waitingForUnknown(
  client: QueryClientContract,
  known: string[]
): Promise<{ app_name: string; waiting: number }[]> {
  const longestWaiting = Object.values(PRIORITIES).map(
    (priority) => `SELECT * FROM (
      SELECT app_name FROM schedule_occurrences WHERE status = 'pending' AND priority = ${priority}
      ORDER BY next_attempt_at, id LIMIT ${LOOK_AT_MOST}) AS of_${priority}`
  )
  return query(
    client,
    `SELECT app_name, COUNT(*) AS waiting FROM (${longestWaiting.join(' UNION ALL ')}) AS longest
     WHERE app_name NOT IN (${textList(client, 'known')}) GROUP BY app_name ORDER BY app_name`,
    { known: JSON.stringify(known) }
  )
}
