import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { HealthCheck, type Observation } from '#monitoring/health/health_check'
import { query } from '#storage/sql'

/** A statement that asks for the right to write and writes nothing. */
const WRITE_NOTHING = 'UPDATE gateway_accounts SET name = name WHERE 1 = 0'

/** What SQLite and PostgreSQL say of a database that may only be read. */
const READ_ONLY = /read-?only/i

/** Whether the database can be written: a replica and a read-only disk still answer questions. */
@inject()
export class DatabaseWritableCheck extends HealthCheck {
  readonly name = 'writable'
  readonly key = 'database:writable'

  constructor(private readonly db: Database) {
    super()
  }

  async observe(): Promise<Observation[]> {
    try {
      await query(this.db.connection(), WRITE_NOTHING)
    } catch (error) {
      if (!READ_ONLY.test(String(error?.message))) throw error
      const output =
        'the database can only be read: nothing can be planned or sent; check the rights of its file, the disk, or which server DB_HOST names'
      return [{ status: 'fail', observedValue: 'read-only', output }]
    }
    return [{ status: 'pass', observedValue: 'writable', output: 'the database can be written' }]
  }
}
