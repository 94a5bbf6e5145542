import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { ConsentPolicy } from '#app/sms_scheduler_settings'
import { refusalInSql } from '#consents/consent_policy'
import { MessageStatuses, sqlList } from '#models/message_status'
import { isPostgres, rowsOf } from '#storage/sql'

/**
 * The pieces that the four steps of the reconciliation share, so that they agree
 * on who can be reached and which rows count.
 */

/** The slots of #reminders/reminder_slots as a table. Materialized: SQLite would read the JSON again for every row of a join. */
export function withSlots(client: QueryClientContract): string {
  return `WITH slots AS MATERIALIZED (SELECT * FROM ${rowsOf(
    client,
    's',
    {
      due_on: 'date',
      zone: 'text',
      message_type: 'text',
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

/** Where an instant is selected and not compared, PostgreSQL does not guess its type. */
export function selectedInstant(client: QueryClientContract, binding: string): string {
  return isPostgres(client) ? `CAST(:${binding} AS timestamptz)` : `:${binding}`
}

/** The number of a reminder that has no row yet, for patient `p`. */
export const CAREGIVER = 'p.caregiver_phone'

/** The number that a reminder `m` of patient `p` should go to: what a person has edited is not taken back. */
export function numberFor(m: string): string {
  return `(CASE WHEN ${m}.edited_attempt_count IS NULL THEN ${CAREGIVER} ELSE ${m}.phone_number END)`
}

/** Why nothing can be sent to this number for patient `p`, with the number's consent `c`; empty when it can. */
export function whyUnreachable(number: string, policy: ConsentPolicy): string {
  return `
  CASE WHEN p.status <> 'active' THEN 'patient_inactive'
       WHEN COALESCE(${number}, '') = '' THEN 'no_phone'
       ELSE ${refusalInSql('c.status', policy)} END`
}

/** The causes that can go away again. As they are written in the index sms_messages_reopenable. */
export const REOPENABLE = `status IN ('cancelled', 'suppressed') AND attempt_count = 0
  AND reason IN ('due_date_moved', 'visit_recorded', 'patient_inactive', 'no_phone', 'opted_out', 'no_consent', 'rule_changed')`

/**
 * Whether row `m` is a reminder that was called off before it left. All others
 * count as the reminder itself, and a reminder exists once: a new rule version
 * sends nothing a second time.
 */
export function wasCalledOff(m: string): string {
  return `(${m}.status IN (${sqlList([MessageStatuses.cancelled, MessageStatuses.suppressed])})
    AND (${m}.reason = 'rule_changed' OR (${m}.attempt_count = 0
      AND ${m}.reason IN ('due_date_moved', 'visit_recorded', 'patient_inactive', 'no_phone', 'opted_out', 'no_consent'))))`
}

/** What is planned for the past is due from now on: it has not been waiting since. */
export function notBeforeNow(plannedAt: string): string {
  return `CASE WHEN ${plannedAt} < :now THEN :now ELSE ${plannedAt} END`
}
