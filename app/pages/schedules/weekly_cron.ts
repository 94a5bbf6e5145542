/** Monday is 1, Sunday 7. */
export const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const

/** A time on some days of the week, as forms have it. */
export interface WeeklyTime {
  days: string[]
  /** `HH:MM` */
  time: string
}

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/
const WEEKLY = /^(\d{1,2}) (\d{1,2}) \* \* (\*|[0-7](?:,[0-7])*)$/

/** The expression for it; empty without a day or a time. */
export function weeklyCron({ days, time }: WeeklyTime): string {
  const [, hour, minute] = TIME.exec(time) ?? []
  const chosen = WEEKDAYS.filter((day) => days.includes(day))
  if (!hour || chosen.length === 0) return ''
  const which = chosen.length === WEEKDAYS.length ? '*' : chosen.join(',')
  return `${Number(minute)} ${Number(hour)} * * ${which}`
}

/** Undefined for an expression that says anything else. */
export function readWeeklyCron(cron: string): WeeklyTime | undefined {
  const [, minute, hour, which] = WEEKLY.exec(cron) ?? []
  if (!which || Number(minute) > 59 || Number(hour) > 23) return undefined
  const days = which === '*' ? [...WEEKDAYS] : which.split(',').map((day) => day.replace('0', '7'))
  return { days, time: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` }
}
