import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { rulesWithoutText, type RuleWithoutText } from '#reminders/rules_without_text'
import { storedTexts, type StoredText } from './stored_text.js'

export interface ListedTemplates {
  /** The text in use for each type and language. */
  templates: (Omit<StoredText, 'reason' | 'isRemoved'> & { versions: number })[]
  /** Rules that are on and have none in the default language. */
  missing: RuleWithoutText[]
}

/** The texts by type and language. */
@inject()
export class ListTemplates {
  constructor(
    private readonly db: Database,
    private readonly config: SmsSchedulerConfig
  ) {}

  async run(filter: { type?: string; language?: string } = {}): Promise<ListedTemplates> {
    const client = this.db.connection()
    const byKey = Map.groupBy(await storedTexts(client, filter), ({ type, language }) =>
      JSON.stringify([type, language])
    )
    const missing = await rulesWithoutText(client, this.config)
    return {
      templates: [...byKey.values()]
        .filter(([newest]) => !newest.isRemoved)
        .map((versions) => {
          const [{ reason, isRemoved, ...inUse }] = versions
          return { ...inUse, versions: versions.length }
        }),
      missing: missing.filter(({ type }) => filter.type === undefined || filter.type === type),
    }
  }
}
