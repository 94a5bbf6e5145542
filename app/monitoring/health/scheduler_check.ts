import { durationInWords } from '#monitoring/health/duration_in_words'
import type { Finding, HealthCheck } from '#monitoring/health/health_check'
import { secondsAhead, secondsSince } from '#monitoring/oldest_due'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

const HOW_TO_START = 'start "node ace scheduler:run" under a supervisor'

/** Whether a scheduler is alive: the newest heartbeat of one that was not stopped. */
export const schedulerCheck: HealthCheck = {
  key: 'scheduler:heartbeatAge',
  name: 'scheduler',
  async run({ client, clock, config }) {
    const stale = config.monitoring.heartbeatStaleSeconds
    const now = clock.sharedNow()
    const [{ alive, stopped, future }] = await query<
      Record<'alive' | 'stopped' | 'future', string | null>
    >(
      client,
      `SELECT MAX(CASE WHEN stopped_at IS NULL AND heartbeat_at <= :ahead THEN heartbeat_at END) AS alive,
              MAX(CASE WHEN stopped_at <= :ahead THEN stopped_at END) AS stopped,
              MAX(CASE WHEN heartbeat_at > :ahead THEN heartbeat_at END) AS future
       FROM workers WHERE role = 'scheduler'`,
      { ahead: toSqlInstant(now.plus({ seconds: stale })) }
    )
    const ageOf = (instant: string) => secondsSince(instant, now)
    const found = (status: Finding['status'], age: number | null, output: string): Finding => ({
      status,
      observedValue: age,
      observedUnit: 's',
      thresholds: { fail: stale },
      output,
    })

    const silence = alive === null ? null : ageOf(alive)
    if (silence !== null && silence <= stale)
      return found(
        'pass',
        silence,
        `The last heartbeat of a scheduler was ${durationInWords(silence)} ago`
      )

    /** A scheduler that was stopped outweighs an earlier one that died. */
    if (stopped !== null && (alive === null || stopped >= alive)) {
      const age = ageOf(stopped)
      const output = `The scheduler was stopped ${durationInWords(age)} ago: ${HOW_TO_START}`
      return found(age <= stale ? 'warn' : 'fail', age, output)
    }
    if (silence === null && future !== null) {
      const output = `The last heartbeat of a scheduler is ${durationInWords(secondsAhead(future, now))} in the future: a clock was wrong, and no heartbeat has followed. Check its log, ${HOW_TO_START}`
      return found('fail', null, output)
    }
    if (silence === null) return found('warn', null, `No scheduler has run yet: ${HOW_TO_START}`)
    return found(
      'fail',
      silence,
      `No scheduler heartbeat for ${durationInWords(silence)}: check its log, ${HOW_TO_START}`
    )
  },
}
