import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { ConsentPolicy } from '#settings/sms_scheduler_settings'
import { refusalInSql } from '#messages/consent_policy'
import { MessageStatuses, sqlList } from '#messages/message_status'
import { inScope, scopeRows } from '#reminders/rule_scopes'
import { dialectOf } from '#storage/dialect_of'
import { along } from '#storage/partial_indexes'
import { rowsOf } from '#storage/sql'

/**
 * SQL shared by the four steps of the reconciliation, so that they agree on who can be reached and
 * which rows count.
 */

/**
 * For a WITH: the slots of #reminders/reminder_slots. Materialized, because SQLite would otherwise
 * parse the JSON again for every row of a join.
 */
export function slotsTable(client: QueryClientContract): string {
  return `slots AS MATERIALIZED (SELECT * FROM ${rowsOf(
    client,
    's',
    {
      due_on: 'date',
      zone: 'text',
      message_type: 'text',
      scoped: 'integer',
      version: 'integer',
      priority: 'integer',
      planned_at: 'instant',
      expires_at: 'instant',
      plan: 'text',
      key_suffix: 'text',
    },
    'slots'
  )})`
}

/** For a WITH: the doses of rules that apply to some only, as `RuleScopes`. */
export function scopesTable(client: QueryClientContract): string {
  return `scopes AS MATERIALIZED (SELECT * FROM ${scopeRows(client)})`
}

/** Whether slot or rule `s` applies to immunization `i`. */
export function appliesTo(s: string): string {
  return `(${s}.scoped = 0 OR EXISTS (
    SELECT 1 FROM scopes sc WHERE sc.message_type = ${s}.message_type AND ${inScope('i')}))`
}

/** PostgreSQL does not infer the type of an instant that is selected and not compared. */
export function selectedInstant(client: QueryClientContract, binding: string): string {
  return dialectOf(client).typed(binding, 'instant')
}

/** The number of a reminder that has no row yet, for patient `p`. */
export const CAREGIVER = 'p.caregiver_phone'

/** The number that reminder `m` of patient `p` should go to: a person's edit is kept. */
export function numberFor(m: string): string {
  return `(CASE WHEN ${m}.edited_attempt_count IS NULL THEN ${CAREGIVER} ELSE ${m}.phone_number END)`
}

/**
 * Why nothing can be sent to this number for patient `p`, with the number's consent `c`; NULL when
 * it can.
 */
export function whyUnreachable(number: string, policy: ConsentPolicy): string {
  return `
  CASE WHEN p.status <> 'active' THEN 'patient_inactive'
       WHEN COALESCE(${number}, '') = '' THEN 'no_phone'
       ELSE ${refusalInSql('c.status', policy)} END`
}

/** Reminders that were called off for a cause which can go away again. */
export const REOPENABLE = along('sms_messages_reopenable')

/**
 * Whether row `m` is a reminder that was called off before it left. All others count as the
 * reminder itself, and a reminder exists once: a new rule version sends nothing twice.
 */
export function wasCalledOff(m: string): string {
  return `(${m}.status IN (${sqlList([MessageStatuses.cancelled, MessageStatuses.suppressed])})
    AND (${m}.reason = 'rule_changed' OR (${m}.attempt_count = 0
      AND ${m}.reason IN ('due_date_moved', 'visit_recorded', 'immunization_cancelled', 'patient_inactive', 'no_phone', 'opted_out', 'no_consent'))))`
}

/** A time in the past becomes now: the reminder has not been waiting since then. */
export function notBeforeNow(plannedAt: string): string {
  return `CASE WHEN ${plannedAt} < :now THEN :now ELSE ${plannedAt} END`
}
