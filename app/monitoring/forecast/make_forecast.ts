import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { GatewayConfig } from '#gateways/define_config'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { unitsPerReminder } from '#monitoring/today/units_per_reminder'
import { fromSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { minuteOfDay } from '#values/minute_of_day'
import type { Bundle } from './account_outlook.js'
import { forecastOf, type Forecast } from './forecast.js'
import { remindersToCome, waitingSms } from './planned_sms.js'
import { storeForecast } from './stored_forecast.js'

const DAYS = 7

/** Forecasts the next seven days, and stores it for the pages and for health. */
@inject()
export class MakeForecast {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly gateways: GatewayConfig
  ) {}

  async run(): Promise<Forecast> {
    const client = this.db.connection()
    const { timezone, rules, window } = this.config
    const { accounts } = this.gateways
    const from = this.clock.now().setZone(timezone)
    const period = { from, until: from.startOf('day').plus({ days: DAYS }) }
    const planned = await waitingSms(client, period, accounts)
    for (const rule of rules)
      planned.push(...(await remindersToCome(client, period, rule, accounts)))
    const forecast = forecastOf(planned, {
      now: from,
      timezone,
      bundles: await this.#bundles(),
      segments: await unitsPerReminder(client),
      openMinutes: minuteOfDay(window.end) - minuteOfDay(window.start),
    })
    await storeForecast(client, forecast)
    return forecast
  }

  async #bundles(): Promise<Bundle[]> {
    const rows = await query<Pick<Rows['gateway_accounts'], 'name' | 'units' | 'units_expire_at'>>(
      this.db.connection(),
      'SELECT name, units, units_expire_at FROM gateway_accounts'
    )
    return this.gateways.accounts.map(({ name, ratePerSecond, countedIn }) => {
      const row = rows.find((one) => one.name === name)
      return {
        account: name,
        ratePerSecond,
        countedIn,
        units: row?.units ?? null,
        expiresAt: row?.units_expire_at ? fromSqlInstant(row.units_expire_at).toISO() : null,
      }
    })
  }
}
