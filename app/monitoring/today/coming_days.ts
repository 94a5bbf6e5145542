import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { isAboutDose } from '#reminders/rule_scopes'
import type { ReminderRule } from '#settings/sms_scheduler_config'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'

const DAYS = 7

/** The most doses that are looked at: the cost must not grow with the table. */
const DOSES_AT_MOST = 200_000

export interface ComingDay {
  /** `YYYY-MM-DD` */
  date: string
  /** By message type. */
  byType: Record<string, number>
  total: number
}

export interface ComingDays {
  days: ComingDay[]
  total: number
  /** There are more doses than were looked at. */
  isCut: boolean
}

/**
 * The reminders of the next seven days as the rules ask for them, whether they have rows or not: at
 * most so many leave, since consent, phones and limits are not asked. Walks
 * immunizations_open_by_due_date.
 */
export async function comingDays(
  client: QueryClientContract,
  today: DateTime,
  rules: readonly ReminderRule[]
): Promise<ComingDays> {
  const dates = Array.from({ length: DAYS }, (_, index) => today.plus({ days: index + 1 }))
  const offsets = rules.map(({ offsetDays }) => offsetDays)
  const doses = await query<
    Pick<Rows['immunizations'], 'due_on' | 'vaccine' | 'dose'> & { doses: number }
  >(
    client,
    `SELECT due_on, vaccine, dose, COUNT(*) AS doses FROM (
       SELECT due_on, vaccine, dose FROM immunizations
       WHERE ${along('immunizations_open_by_due_date')} AND cancelled_at IS NULL
         AND due_on BETWEEN :first AND :last ORDER BY due_on, id LIMIT :cap) AS open
     GROUP BY due_on, vaccine, dose`,
    {
      first: dates[0].minus({ days: Math.max(0, ...offsets) }).toFormat('yyyy-MM-dd'),
      last: dates[DAYS - 1].minus({ days: Math.min(0, ...offsets) }).toFormat('yyyy-MM-dd'),
      cap: DOSES_AT_MOST,
    }
  )
  const days = dates.map((date) => {
    const byType: Record<string, number> = {}
    for (const rule of rules) {
      const dueOn = date.minus({ days: rule.offsetDays }).toFormat('yyyy-MM-dd')
      byType[rule.type] = doses
        .filter((one) => one.due_on === dueOn && isAboutDose(rule, one))
        .reduce((sum, one) => sum + one.doses, 0)
    }
    const total = Object.values(byType).reduce((sum, one) => sum + one, 0)
    return { date: date.toFormat('yyyy-MM-dd'), byType, total }
  })
  return {
    days,
    total: days.reduce((sum, day) => sum + day.total, 0),
    isCut: doses.reduce((sum, one) => sum + one.doses, 0) === DOSES_AT_MOST,
  }
}
