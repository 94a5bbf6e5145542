import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { DateTime } from 'luxon'
import type { ReminderRule, SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { inScope, scopeRows, scopesOf } from '#reminders/rule_scopes'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'

/** The latest immunizations of a due date that are examined. */
const EXAMINED_AT_MOST = 2_000

/** Those among which the doses of a rule for some doses are looked for. */
const SEARCHED_AT_MOST = 20_000

/** Hours that a generation may take. */
const GENERATION_HOURS = 1

export interface PlannedRow {
  facility: string
  due: number
  /** Of those, without a row for the reminder, whatever became of it. */
  unplanned: number
}

/** The latest day, `YYYY-MM-DD`, of which every reminder must have its row. */
export function plannedDay(
  now: DateTime,
  {
    timezone,
    timetable,
    reminders,
  }: Pick<SmsSchedulerConfig, 'timezone' | 'timetable' | 'reminders'>
): string {
  const local = now.setZone(timezone)
  const [hour, minute] = timetable.generationAt.split(':').map(Number)
  const generated = local.startOf('day').set({ hour, minute }).plus({ hours: GENERATION_HOURS })
  const reachesToday =
    reminders.horizonDays >= 2 || (reminders.horizonDays === 1 && local >= generated)
  return (reachesToday ? local : local.minus({ days: 1 })).toFormat('yyyy-MM-dd')
}

/**
 * Doses whose reminder is for that day, by facility. Walks the indexes
 * immunizations_open_by_due_date and sms_messages_of_immunization.
 */
export async function readUnplanned(
  client: QueryClientContract,
  rule: Pick<ReminderRule, 'type' | 'offsetDays' | 'appliesTo'>,
  day: string
): Promise<PlannedRow[]> {
  const dueOn = DateTime.fromISO(day, { zone: 'utc' }).minus({ days: rule.offsetDays })
  const bindings = { type: rule.type, due_on: dueOn.toFormat('yyyy-MM-dd') }
  if (!rule.appliesTo) return query(client, unplannedAmong(LATEST), bindings)
  const scopes = JSON.stringify(scopesOf([rule]))
  return query(client, unplannedAmong(latestInScopes(client)), { ...bindings, scopes })
}

const LATEST = `
      SELECT id, patient_id, due_on FROM immunizations
      WHERE ${along('immunizations_open_by_due_date')} AND due_on = :due_on
      ORDER BY due_on DESC, id DESC LIMIT ${EXAMINED_AT_MOST}`

const latestInScopes = (client: QueryClientContract) => `
      SELECT d.id, d.patient_id, d.due_on FROM (
        SELECT id, patient_id, due_on, vaccine, dose FROM immunizations
        WHERE ${along('immunizations_open_by_due_date')} AND due_on = :due_on
        ORDER BY due_on DESC, id DESC LIMIT ${SEARCHED_AT_MOST}) AS d
      WHERE EXISTS (SELECT 1 FROM ${scopeRows(client)} WHERE ${inScope('d')})
      LIMIT ${EXAMINED_AT_MOST}`

const unplannedAmong = (doses: string) => `
  SELECT f.code AS facility, COUNT(*) AS due, COUNT(CASE WHEN i.planned IS NULL THEN 1 END) AS unplanned
  FROM (
    SELECT o.patient_id, (
      SELECT m.id FROM sms_messages m
      WHERE m.immunization_id = o.id AND m.message_type = :type AND m.due_on = o.due_on LIMIT 1) AS planned
    FROM (${doses}) AS o) AS i
  JOIN patients p ON p.id = i.patient_id
  JOIN facilities f ON f.id = p.facility_id
  WHERE p.status = 'active' AND p.caregiver_phone <> ''
  GROUP BY f.code ORDER BY f.code`
