import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { GatewayConfig } from '#gateways/define_config'
import { localDayOf } from '#messages/daily_counts'
import { countMessages } from '#monitoring/health/capped_count'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'
import { minuteOfDay } from '#values/minute_of_day'
import { comingDays, type ComingDays } from './coming_days.js'
import { daysOfMonth, type DayOfMonth } from './days_of_month.js'
import { figuresOfDay, type FiguresOfDay } from './figures_of_day.js'
import { hoursOfDay, type HourOfDay } from './hours_of_day.js'
import { unitsLeft, type UnitsLeft } from './units_left.js'
import { unitsPerReminder } from './units_per_reminder.js'

export interface Today {
  figures: FiguresOfDay
  /** Up to 10,000. */
  needAttention: number
  /** Of the account that runs out first; null before the first poll. */
  units: UnitsLeft | null
  /** Of all accounts; `expiresAt`: the first end of a bundle. Null before the first poll. */
  bundles: { units: number; expiresAt: string | null } | null
  /** Segments of a reminder, on average. */
  unitsPerReminder: number
  coming: ComingDays
  month: DayOfMonth[]
  hours: HourOfDay[]
  /** SMS a second, of all accounts. */
  ratePerSecond: number
  /** Minutes of a day in which messages may leave. */
  openMinutes: number
  /** There is no message at all. */
  isEmpty: boolean
}

/** What the first page shows. Every query is bounded or along an index. */
@inject()
export class ReadToday {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly gateways: GatewayConfig
  ) {}

  async run(): Promise<Today> {
    const client = this.db.connection()
    const { timezone, balance, rules, window } = this.config
    const now = this.clock.now()
    const today = now.setZone(timezone)
    const attention = await countMessages(client, along('sms_messages_needs_attention'))
    const anyMessage = await query(client, 'SELECT id FROM sms_messages LIMIT 1')
    const { accounts } = this.gateways
    const units = await unitsLeft(client, {
      accounts: accounts.map(({ name }) => name),
      now,
      averageDays: balance.averageDays,
    })
    return {
      figures: await figuresOfDay(client, localDayOf(now, timezone)),
      needAttention: attention.value,
      units: units[0] ?? null,
      bundles: togetherOf(units),
      unitsPerReminder: await unitsPerReminder(client),
      coming: await comingDays(client, today, rules),
      month: await daysOfMonth(client, today),
      hours: await hoursOfDay(client, now, timezone),
      ratePerSecond: accounts.reduce((sum, { ratePerSecond }) => sum + ratePerSecond, 0),
      openMinutes: minuteOfDay(window.end) - minuteOfDay(window.start),
      isEmpty: anyMessage.length === 0,
    }
  }
}

function togetherOf(units: UnitsLeft[]): Today['bundles'] {
  if (units.length === 0) return null
  const ends = units.flatMap(({ expiresAt }) => expiresAt ?? [])
  return {
    units: units.reduce((sum, one) => sum + one.units, 0),
    expiresAt: ends.sort()[0] ?? null,
  }
}
