import { inject } from '@adonisjs/core'
import { DateTime } from 'luxon'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { visitsOfDay } from '#evaluation/visits_of_day'
import { localDay } from '#messages/daily_counts'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { toSqlInstant } from '#storage/instants'
import { query, rowsOf } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { deleteRows, insertRows } from '#storage/write_rows'

/** Rows written by one statement. */
const PAGE = 500

const COLUMNS = {
  message_type: 'text',
  facility: 'text',
  vaccine: 'text',
  dose: 'text',
  arm: 'text',
  reminders: 'integer',
  visits: 'integer',
} as const

/**
 * Records in `visit_results` what came of the reminders of each day whose
 * `evaluation.visitWithinDays` are over, and again for `recordedWithinDays`, because visits are
 * recorded late. A day is only counted while all of its messages are kept. Running it again changes
 * nothing.
 */
@inject()
export class RecordVisits {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {}

  /** Returns how many days were counted. */
  async run(): Promise<number> {
    const client = this.db.connection()
    const { visitWithinDays: within, recordedWithinDays: late } = this.config.evaluation
    const { retentionDays } = this.config.cleanup
    const now = this.clock.now()
    const today = now.setZone(this.config.timezone).startOf('day')
    const newest = today.minus({ days: within + 1 })
    const oldest = today.minus({ days: retentionDays - 1 })
    const [{ last }] = await query<{ last: string | null }>(
      client,
      'SELECT MAX(day) AS last FROM visit_results'
    )
    const next = last === null ? oldest : DateTime.fromISO(last, { zone: this.config.timezone })
    let day = DateTime.max(oldest, DateTime.min(newest.minus({ days: late }), next))
    let counted = 0
    for (; day <= newest; day = day.plus({ days: 1 })) {
      await this.#record(day, day.plus({ days: within }), now)
      counted++
    }
    return counted
  }

  async #record(day: DateTime, last: DateTime, now: DateTime): Promise<void> {
    const client = this.db.connection()
    const date = day.toFormat('yyyy-MM-dd')
    const until = last.toFormat('yyyy-MM-dd')
    const rows = await visitsOfDay(client, localDay(date, this.config.timezone), until)
    const common = {
      day: date,
      within_days: this.config.evaluation.visitWithinDays,
      now: toSqlInstant(now),
    }
    await transaction(client, async (trx) => {
      await deleteRows(trx, { from: 'visit_results', where: 'day = :day' }, { day: date })
      for (let start = 0; start < rows.length; start += PAGE)
        await insertRows(trx, recorded(trx), {
          ...common,
          rows: JSON.stringify(rows.slice(start, start + PAGE)),
        })
    })
  }
}

const recorded = (client: Parameters<typeof rowsOf>[0]) => {
  const names = Object.keys(COLUMNS).join(', ')
  return {
    into: 'visit_results',
    columns: `day, ${names}, within_days, recorded_at`,
    rows: `SELECT :day, ${names}, :within_days, :now FROM ${rowsOf(client, 'r', COLUMNS)}`,
  }
}
