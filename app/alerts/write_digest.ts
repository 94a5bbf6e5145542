import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { countDeadLetters, type DigestFigures } from './count_dead_letters.js'
import { writeNotices } from './notice_rows.js'
import { recipientsOf } from './recipients.js'
import { Clock } from '#app/clock'
import { AlertsConfig } from '#settings/alerts_config'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'

/**
 * Once a day, what was given up and what waits for a decision; nothing if nothing waits. The slot of
 * the timetable keeps it to once.
 */
@inject()
export class WriteDigest {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly alerts: AlertsConfig
  ) {}

  async run(): Promise<DigestFigures & { recipients: number }> {
    const now = this.clock.now()
    const client = this.db.connection()
    const figures = await countDeadLetters(client, toSqlInstant(now.minus({ days: 1 })))
    const to = figures.waiting > 0 ? recipientsOf(this.alerts.settings).map(({ key }) => key) : []
    const digest = { incidentId: null, kind: 'digest', severity: 'warn' } as const
    await transaction(client, (trx) =>
      writeNotices(trx, { ...digest, to, now, earliest: now, figures })
    )
    return { ...figures, recipients: to.length }
  }
}
