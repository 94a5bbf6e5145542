import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import type { PolledAccount } from '#delivery/balance/poll_balances'
import { daysLeft, unitsPerDay } from '#monitoring/balance_outlook'

/** What a poll found, and how long it lasts. */
export interface PolledBalance extends PolledAccount {
  /** Of the last `balance.averageDays` days; null where less than a day is known. */
  unitsPerDay: number | null
  daysLeft: number | null
}

/** Says how long polled units last at the recent average. */
@inject()
export class ForecastBalances {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {}

  async run(polled: PolledAccount[]): Promise<PolledBalance[]> {
    const balances: PolledBalance[] = []
    for (const found of polled) {
      const perDay = await unitsPerDay(this.db.connection(), {
        account: found.account,
        now: this.clock.now(),
        days: this.config.balance.averageDays,
      })
      const left = found.balance ? daysLeft(found.balance.units, perDay) : null
      balances.push({ ...found, unitsPerDay: perDay, daysLeft: left })
    }
    return balances
  }
}
