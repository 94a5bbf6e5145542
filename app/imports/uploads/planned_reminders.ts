import { DateTime } from 'luxon'
import type { PatientRow } from '#registry/registered_row'
import { isAboutDose } from '#reminders/rule_scopes'
import type { ReminderRule } from '#settings/sms_scheduler_config'

/** Reminders of one type that leave on one day. */
export interface PlannedDay {
  type: string
  /** `YYYY-MM-DD`; null: all days after the last one that is named. */
  day: string | null
  reminders: number
  /** SMS that they leave as: those of one number and day share one. */
  sms: number
}

/** Days that are told apart. */
const DAYS_NAMED = 31

/**
 * Adds up the reminders that rows ask for, as the rules say: at most so many leave, since consent
 * and limits are not asked. Rows of one number that stand far apart in the file count as two SMS.
 */
export class PlannedReminders {
  readonly #days = new Map<string, PlannedDay & { day: string }>()

  /** `today`: `YYYY-MM-DD` in the programme's zone; what would have left before does not leave. */
  constructor(
    private readonly rules: readonly ReminderRule[],
    private readonly today: string
  ) {}

  get days(): PlannedDay[] {
    const all = [...this.#days.values()].sort(
      (one, other) => one.day.localeCompare(other.day) || one.type.localeCompare(other.type)
    )
    const last = [...new Set(all.map(({ day }) => day))].at(DAYS_NAMED - 1)
    const isNamed = ({ day }: { day: string }) => last === undefined || day <= last
    const later = Map.groupBy(
      all.filter((one) => !isNamed(one)),
      ({ type }) => type
    )
    return [...all.filter(isNamed), ...[...later].map(([type, days]) => laterOf(type, days))]
  }

  add(rows: Iterable<PatientRow>): void {
    const numbers = new Map<PlannedDay, Set<string>>()
    for (const row of rows) {
      if (!row.phone || !row.dueOn || row.administeredOn || row.consent === 'no') continue
      if (row.status && row.status !== 'active') continue
      for (const day of this.#daysOf(row)) {
        day.reminders++
        numbers.set(day, (numbers.get(day) ?? new Set()).add(row.phone))
      }
    }
    for (const [day, { size }] of numbers) day.sms += size
  }

  #daysOf(row: PatientRow): PlannedDay[] {
    return this.rules.flatMap((rule) => {
      if (!isAboutDose(rule, row)) return []
      const day = DateTime.fromISO(row.dueOn).plus({ days: rule.offsetDays }).toISODate()!
      return day < this.today ? [] : this.#dayOf(rule.type, day)
    })
  }

  #dayOf(type: string, day: string): PlannedDay {
    const key = `${day} ${type}`
    const known = this.#days.get(key) ?? { type, day, reminders: 0, sms: 0 }
    this.#days.set(key, known)
    return known
  }
}

function laterOf(type: string, days: PlannedDay[]): PlannedDay {
  const sumOf = (name: 'reminders' | 'sms') => days.reduce((sum, day) => sum + day[name], 0)
  return { type, day: null, reminders: sumOf('reminders'), sms: sumOf('sms') }
}
