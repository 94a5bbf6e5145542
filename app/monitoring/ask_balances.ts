import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { PollBalances, type PolledAccount, type PollOptions } from '#delivery/balance/poll_balances'
import { daysLeft, unitsPerDay } from '#monitoring/balance_outlook'

/** The result of a poll, and how long the units last. */
export interface PolledBalance extends PolledAccount {
  /** Over the last `balance.averageDays` days; null with less than a day of history. */
  unitsPerDay: number | null
  daysLeft: number | null
}

/** Polls the balances and computes how long the units last at the recent average. */
@inject()
export class AskBalances {
  constructor(
    private readonly poll: PollBalances,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {}

  async run(options: PollOptions): Promise<PolledBalance[]> {
    const balances: PolledBalance[] = []
    for (const found of await this.poll.run(options)) {
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
