import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { isOn, namedRules, scopeInWords } from '#settings/reminder_rules'
import { inScope, scopeRows, scopesOf } from '#reminders/rule_scopes'
import { query } from '#storage/sql'

/** The latest immunizations among which a dose of each rule is looked for. */
const EXAMINED_AT_MOST = 20_000

/**
 * The rules for some doses of which none was recorded lately, in words: a vaccine is probably
 * spelled in another way than in the imported files. Without immunizations there are none.
 */
export async function rulesWithoutDoses(
  client: QueryClientContract,
  { reminders }: SmsSchedulerConfig
): Promise<string[]> {
  const found: string[] = []
  for (const { key, rule } of namedRules(reminders).filter(isOn)) {
    if (!rule.appliesTo) continue
    const [row] = await query<{ examined: number; about: number | null }>(client, doses(client), {
      scopes: JSON.stringify(scopesOf([rule])),
    })
    if (row.examined > 0 && !row.about)
      found.push(
        `${key} applies to ${scopeInWords(rule)}, and none of the ${row.examined} latest doses is one: compare the spelling with the imported files`
      )
  }
  return found
}

const doses = (client: QueryClientContract) => `
  WITH scopes AS MATERIALIZED (SELECT * FROM ${scopeRows(client)})
  SELECT COUNT(*) AS examined,
    SUM(CASE WHEN EXISTS (SELECT 1 FROM scopes sc WHERE ${inScope('i')}) THEN 1 ELSE 0 END) AS about
  FROM (SELECT vaccine, dose FROM immunizations ORDER BY id DESC LIMIT ${EXAMINED_AT_MOST}) AS i`
