import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { isOn, namedRules } from '#settings/reminder_rules'
import { query, textList } from '#storage/sql'
import { IN_USE } from '#texts/template_store'

/** A rule whose reminders would fail with `template_missing`. */
export interface RuleWithoutText {
  /** For example `reminders.more.lastCall`. */
  rule: string
  type: string
  /** The default language, in which a text is always found. */
  language: string
}

/** The rules that are switched on and have no text in the default language. */
export async function rulesWithoutText(
  client: QueryClientContract,
  { reminders, text: { defaultLanguage: language } }: SmsSchedulerConfig
): Promise<RuleWithoutText[]> {
  const rules = namedRules(reminders).filter(isOn)
  const types = rules.map(({ rule }) => rule.type)
  const rows = await query<{ message_type: string }>(
    client,
    `SELECT DISTINCT t.message_type FROM sms_templates t
     WHERE t.language = :language AND t.message_type IN (${textList(client, 'types')})
       AND ${IN_USE}`,
    { language, types: JSON.stringify(types) }
  )
  const withText = new Set(rows.map((row) => row.message_type))
  return rules
    .filter(({ rule }) => !withText.has(rule.type))
    .map(({ key, rule }) => ({ rule: key, type: rule.type, language }))
}

/** One sentence, with the command that mends it. */
export function withoutTextInWords({ rule, type, language }: RuleWithoutText): string {
  return `${rule} has no text: its reminders would fail. Add one with "node ace template:set --type=${type} --language=${language} --file=TEXT"`
}
