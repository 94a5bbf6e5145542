import { countRows } from '#monitoring/health/capped_count'
import type { HealthCheck } from '#monitoring/health/health_check'
import { toSqlInstant } from '#storage/instants'
import { along } from '#storage/partial_indexes'

/** Hours for which alerts that were given up are reported. */
const TOLD_FOR_HOURS = 72
const COUNT_AT_MOST = 1_000

/** Whether alerts reach people. Walks the partial indexes of alert_notices. */
export const noticesCheck: HealthCheck = {
  key: 'alerts:undelivered',
  name: 'notices',
  async run({ client, clock, config }) {
    const now = clock.now()
    const { noticeWaitMinutes: minutes } = config.monitoring
    const { value: waiting } = await countRows(
      client,
      'alert_notices',
      `${along('alert_notices_due')} AND attempts > 0 AND created_at <= :since`,
      { since: toSqlInstant(now.minus({ minutes })), cap: COUNT_AT_MOST }
    )
    const { value: dead } = await countRows(
      client,
      'alert_notices',
      `${along('alert_notices_dead')} AND given_up_at >= :since`,
      { since: toSqlInstant(now.minus({ hours: TOLD_FOR_HOURS })), cap: COUNT_AT_MOST }
    )
    const undelivered = waiting + dead
    return {
      status: undelivered > 0 ? 'warn' : 'pass',
      observedValue: undelivered,
      observedUnit: 'notices',
      thresholds: { warn: 1 },
      output:
        undelivered > 0
          ? `${waiting} alerts wait for more than ${minutes} minutes, ${dead} were given up: try "node ace alert:test", and see last_failure in alert_notices`
          : 'No alert waits to be sent',
    }
  },
}
