import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { AccountRoutes } from '#delivery/accounts/account_routes'
import type { AccountSettings } from '#gateways/settings'
import { isAboutDose } from '#reminders/rule_scopes'
import type { ReminderRule } from '#settings/sms_scheduler_config'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'
import { localInstant } from '#values/local_instant'

/** Messages that would leave at the same time, of one facility and through one account. */
export interface PlannedSms {
  /** Milliseconds since 1970. */
  atMs: number
  /** Its code; null for a message that is about no child. */
  facility: string | null
  /** Null: no account takes such numbers. */
  account: string | null
  sms: number
}

type Routed = Pick<AccountSettings, 'name' | 'prefixes'>

export interface ForecastPeriod {
  from: DateTime
  until: DateTime
}

/** Messages that have a row and wait: what is due already leaves at once. Walks sms_messages_due. */
export async function waitingSms(
  client: QueryClientContract,
  { from, until }: ForecastPeriod,
  accounts: readonly Routed[]
): Promise<PlannedSms[]> {
  const rows = await query<GroupRow & { scheduled_at: string }>(
    client,
    `SELECT w.scheduled_at, w.facility, ${routeOf(accounts)} AS route, COUNT(*) AS sms
     FROM (SELECT m.scheduled_at, m.phone_number, f.code AS facility FROM sms_messages m
       LEFT JOIN patients p ON p.id = m.patient_id LEFT JOIN facilities f ON f.id = p.facility_id
       WHERE ${along('sms_messages_due', 'm')} AND m.priority IN (1, 2, 3) AND m.scheduled_at < :until) w
     GROUP BY w.scheduled_at, w.facility, route`,
    { until: toSqlInstant(until) }
  )
  return rows.map((row) => ({
    ...planned(row, accounts),
    atMs: Math.max(from.toMillis(), fromSqlInstant(row.scheduled_at).toMillis()),
  }))
}

/**
 * Reminders without a row yet, as the rule would plan them. Consents and limits are not asked: at
 * most so many leave. Walks immunizations_open_by_due_date.
 */
export async function remindersToCome(
  client: QueryClientContract,
  { from, until }: ForecastPeriod,
  rule: ReminderRule,
  accounts: readonly Routed[]
): Promise<PlannedSms[]> {
  const rows = await query<GroupRow & DoseRow>(
    client,
    `SELECT o.due_on, o.vaccine, o.dose, o.facility, o.timezone, ${routeOf(accounts)} AS route, COUNT(*) AS sms
     FROM (SELECT i.due_on, i.vaccine, i.dose, f.code AS facility, f.timezone, p.caregiver_phone AS phone_number
       FROM immunizations i JOIN patients p ON p.id = i.patient_id JOIN facilities f ON f.id = p.facility_id
       WHERE ${along('immunizations_open_by_due_date', 'i')} AND i.cancelled_at IS NULL
         AND i.due_on BETWEEN :first AND :last
         AND p.status = 'active' AND p.caregiver_phone IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM sms_messages m WHERE m.immunization_id = i.id
           AND m.message_type = :type AND m.due_on = i.due_on)) o
     GROUP BY o.due_on, o.vaccine, o.dose, o.facility, o.timezone, route`,
    {
      /** A day more on both sides: zones are up to a day apart. */
      first: from.minus({ days: rule.offsetDays + 1 }).toFormat('yyyy-MM-dd'),
      last: until.minus({ days: rule.offsetDays - 1 }).toFormat('yyyy-MM-dd'),
      type: rule.type,
    }
  )
  return rows
    .filter((row) => isAboutDose(rule, row))
    .map((row) => ({ ...planned(row, accounts), atMs: timeOf(rule, row) }))
    .filter(({ atMs }) => atMs >= from.toMillis() && atMs < until.toMillis())
}

interface GroupRow {
  facility: string | null
  route: number | null
  sms: number
}

interface DoseRow {
  due_on: string
  vaccine: string
  dose: string
  timezone: string
}

function planned({ facility, route, sms }: GroupRow, accounts: readonly Routed[]) {
  return { facility, sms, account: route === null ? null : accounts[route].name }
}

/** The place of the account that takes `phone_number`. */
function routeOf(accounts: readonly Routed[]): string {
  const routes = new AccountRoutes(accounts)
  const cases = accounts.map(({ name }, place) => {
    return `WHEN ${routes.conditionFor(name) ?? '1 = 1'} THEN ${place}`
  })
  return `CASE ${cases.join(' ')} END`
}

function timeOf({ offsetDays, timeOfDay, timezone }: ReminderRule, row: DoseRow): number {
  const zone = timezone === 'facility' ? row.timezone : timezone
  const date = new Date(`${row.due_on}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + offsetDays)
  return localInstant(date.toISOString().slice(0, 10), timeOfDay, zone).toMillis()
}
