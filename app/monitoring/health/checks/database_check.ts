import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { HealthCheck, judge, type Observation } from '#monitoring/health/health_check'
import { query } from '#storage/sql'

/** Milliseconds above which a database that does next to nothing is in trouble. */
const LIMITS = { warnAbove: 500, failAbove: 2_000 }

/** Whether the database answers. */
@inject()
export class DatabaseCheck extends HealthCheck {
  readonly name = 'database'
  readonly key = 'database:responseTime'

  constructor(private readonly db: Database) {
    super()
  }

  async observe(): Promise<Observation[]> {
    const started = performance.now()
    await query(this.db.connection(), 'SELECT 1 AS one')
    const took = Math.round(performance.now() - started)
    const status = judge(took, LIMITS)
    return [
      {
        status,
        observedValue: took,
        observedUnit: 'ms',
        ...LIMITS,
        output:
          status === 'pass'
            ? `the database answered in ${took} ms`
            : `the database took ${took} ms to answer: look at the disk and at what else the machine does`,
      },
    ]
  }
}
