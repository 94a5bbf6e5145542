import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { comingDays, type ComingDays } from './coming_days.js'

/** The reminders of the next seven days, alone. */
@inject()
export class ReadComingDays {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {}

  run(): Promise<ComingDays> {
    const { timezone, rules } = this.config
    return comingDays(this.db.connection(), this.clock.now().setZone(timezone), rules)
  }
}
