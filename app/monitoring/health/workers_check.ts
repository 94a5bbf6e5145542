import type { HealthCheck } from '#monitoring/health/health_check'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** Seconds without a heartbeat after which a worker counts as lost; it sends one every 10. */
const SILENT_AFTER_SECONDS = 60

/**
 * Hours for which a lost worker is reported: by then a supervisor has started another, or somebody
 * knows.
 */
const TOLD_FOR_HOURS = 24

/**
 * A heartbeat farther ahead than its lifetime was written by a wrong clock and says nothing about
 * now.
 */
const ALIVE = '(heartbeat_at BETWEEN :silent AND :ahead)'

/**
 * How many continuous workers are alive, and whether one was lost. None is fine: the scheduler's
 * sweeps also send.
 */
export const workersCheck: HealthCheck = {
  key: 'workers:alive',
  name: 'workers',
  async run({ client, clock }) {
    const now = clock.sharedNow()
    const [{ alive, lost, draining }] = await query<Record<'alive' | 'lost' | 'draining', number>>(
      client,
      `SELECT COUNT(CASE WHEN ${ALIVE} THEN 1 END) AS alive,
              COUNT(CASE WHEN NOT ${ALIVE} THEN 1 END) AS lost,
              COUNT(CASE WHEN ${ALIVE} AND draining_since IS NOT NULL THEN 1 END) AS draining
       FROM workers WHERE role = 'worker' AND stopped_at IS NULL AND heartbeat_at >= :forgotten`,
      {
        silent: toSqlInstant(now.minus({ seconds: SILENT_AFTER_SECONDS })),
        ahead: toSqlInstant(now.plus({ seconds: SILENT_AFTER_SECONDS })),
        forgotten: toSqlInstant(now.minus({ hours: TOLD_FOR_HOURS })),
      }
    )
    const observed = { observedValue: Number(alive), observedUnit: 'workers' }
    /** Another worker took its place, and its messages are rescued. */
    if (Number(lost) > 0 && Number(alive) === 0) {
      return {
        ...observed,
        status: 'warn',
        output: `${lost} worker(s) fell silent without being stopped and none is alive: check the log, start "node ace sms:work"`,
      }
    }
    if (Number(alive) === 0) {
      return { ...observed, status: 'pass', output: `No worker; the scheduler's sweeps send` }
    }
    const also = [
      Number(draining) > 0 ? `${draining} of them draining` : '',
      Number(lost) > 0 ? `${lost} lost since yesterday` : '',
    ].filter((part) => part !== '')
    return {
      ...observed,
      status: 'pass',
      output: [`${alive} worker(s) alive`, ...also].join(', '),
    }
  },
}
