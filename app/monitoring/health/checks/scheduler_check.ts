import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { durationInWords } from '#monitoring/health/duration'
import { HealthCheck, judge, type Observation } from '#monitoring/health/health_check'
import { fromSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { SCHEDULER_ROLE } from '#timetable/heartbeat'

const START_IT = 'start it with "node ace scheduler:run", or look why its service is down'

/** Whether any scheduler is alive, by the newest heartbeat. */
@inject()
export class SchedulerCheck extends HealthCheck {
  readonly name = 'scheduler'
  readonly key = 'scheduler:heartbeatAge'

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {
    super()
  }

  async observe(): Promise<Observation[]> {
    const [newest] = await query<{ heartbeat_at: string; stopped_at: string | null }>(
      this.db.connection(),
      `SELECT heartbeat_at, stopped_at FROM workers WHERE role = :role ORDER BY heartbeat_at DESC LIMIT 1`,
      { role: SCHEDULER_ROLE }
    )
    const limits = { failAbove: this.config.monitoring.heartbeatStaleSeconds }
    if (!newest) {
      const output = `no scheduler has ever reported: nothing is planned or sent by itself; ${START_IT}`
      return [{ status: 'warn', observedValue: null, observedUnit: 's', ...limits, output }]
    }
    const heartbeatAt = fromSqlInstant(newest.heartbeat_at)
    const age = Math.max(0, Math.floor(this.clock.now().diff(heartbeatAt).as('seconds')))
    const status = judge(age, limits)
    return [
      {
        status,
        observedValue: age,
        observedUnit: 's',
        ...limits,
        output:
          status === 'pass'
            ? `the scheduler reported ${durationInWords(age)} ago`
            : `no scheduler has reported for ${durationInWords(age)}${newest.stopped_at ? ' (the last one was ended cleanly)' : ''}: ${START_IT}`,
      },
    ]
  }
}
