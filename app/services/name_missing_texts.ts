import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { rulesWithoutText, withoutTextInWords } from '#reminders/rules_without_text'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'

/** Asks, when a worker starts, for the texts of rules that have none. It refuses nothing. */
@inject()
export class NameMissingTexts {
  constructor(
    private readonly db: Database,
    private readonly config: SmsSchedulerConfig,
    private readonly logger: Logger
  ) {}

  async run(): Promise<void> {
    try {
      for (const found of await rulesWithoutText(this.db.connection(), this.config))
        this.logger.error({ event: 'rule_without_text', ...found }, withoutTextInWords(found))
    } catch (error) {
      this.logger.warn({ err: error }, 'not known whether each rule has a text')
    }
  }
}
