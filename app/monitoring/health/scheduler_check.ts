import { forPeople } from '#monitoring/health/duration_for_people'
import type { Finding, HealthCheck } from '#monitoring/health/health_check'
import { secondsSince } from '#monitoring/oldest_due'
import { query } from '#storage/sql'

const HOW_TO_START = 'start "node ace scheduler:run" under a supervisor'

/** Whether a scheduler is alive: the newest heartbeat of one that was not stopped. */
export const schedulerCheck: HealthCheck = {
  key: 'scheduler:heartbeatAge',
  name: 'scheduler',
  async run({ client, clock, config }) {
    const stale = config.monitoring.heartbeatStaleSeconds
    const [{ alive, stopped }] = await query<{ alive: string | null; stopped: string | null }>(
      client,
      `SELECT MAX(CASE WHEN stopped_at IS NULL THEN heartbeat_at END) AS alive, MAX(stopped_at) AS stopped
       FROM workers WHERE role = 'scheduler'`
    )
    const ageOf = (instant: string) => secondsSince(instant, clock.now())
    const found = (status: Finding['status'], age: number | null, output: string): Finding => ({
      status,
      observedValue: age,
      observedUnit: 's',
      thresholds: { fail: stale },
      output,
    })

    const silence = alive === null ? null : ageOf(alive)
    if (silence !== null && silence <= stale)
      return found('pass', silence, `A scheduler was heard of ${forPeople(silence)} ago`)

    /** One that ended as told outweighs one that died before it. */
    if (stopped !== null && (alive === null || stopped >= alive)) {
      const age = ageOf(stopped)
      const output = `The scheduler was stopped ${forPeople(age)} ago: ${HOW_TO_START}`
      return found(age <= stale ? 'warn' : 'fail', age, output)
    }
    if (silence === null) return found('warn', null, `No scheduler has run yet: ${HOW_TO_START}`)
    return found(
      'fail',
      silence,
      `No scheduler was heard of for ${forPeople(silence)}: look at its log, ${HOW_TO_START}`
    )
  },
}
