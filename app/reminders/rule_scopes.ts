import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { ReminderRule } from '#settings/sms_scheduler_config'
import { rowsOf } from '#storage/sql'

/** Doses that a rule for some doses applies to. Columns of a JSON parameter; null: any. */
export interface RuleScopeRow {
  message_type: string
  vaccine: string | null
  dose: string | null
}

/** The scopes of all rules that do not apply to every dose. */
export function scopesOf(rules: Pick<ReminderRule, 'type' | 'appliesTo'>[]): RuleScopeRow[] {
  return rules.flatMap(({ type, appliesTo = [] }) =>
    appliesTo.map(({ vaccine = null, dose = null }) => ({ message_type: type, vaccine, dose }))
  )
}

/** For a FROM: the rows bound to `:scopes`, as `sc`. */
export function scopeRows(client: QueryClientContract): string {
  return rowsOf(client, 'sc', { message_type: 'text', vaccine: 'text', dose: 'text' }, 'scopes')
}

/** Whether scope `sc` has immunization `i` in it, whatever its alias. */
export const inScope = (i: string) =>
  `(sc.vaccine IS NULL OR sc.vaccine = ${i}.vaccine) AND (sc.dose IS NULL OR sc.dose = ${i}.dose)`

/** The same question about one dose. */
export function isAboutDose(
  { appliesTo }: Pick<ReminderRule, 'appliesTo'>,
  given: { vaccine: string; dose: string }
): boolean {
  if (!appliesTo) return true
  return appliesTo.some(
    ({ vaccine = given.vaccine, dose = given.dose }) =>
      vaccine === given.vaccine && dose === given.dose
  )
}
