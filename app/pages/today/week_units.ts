import type { Today } from '#monitoring/today/read_today'
import { fromSqlInstant } from '#storage/instants'
import type { Reader } from '#app/pages/reader'

export type WeekFigures = Pick<
  Today,
  'coming' | 'ratePerSecond' | 'openMinutes' | 'bundles' | 'unitsPerReminder'
>

export interface DayOfUnits {
  /** `YYYY-MM-DD` */
  date: string
  /** Needed until the end of that day. */
  needed: number
  /** Left for it: nothing once the bundle has expired. */
  left: number
}

/** The units that the reminders to come need, day by day; empty before the first poll. */
export function unitsByDay(
  reader: Reader,
  { coming, bundles, unitsPerReminder }: WeekFigures
): DayOfUnits[] {
  if (!bundles) return []
  const endsOn = endOf(reader, bundles)
  let reminders = 0
  return coming.days.map(({ date, total }) => {
    reminders += total
    return {
      date,
      needed: Math.round(reminders * unitsPerReminder),
      left: endsOn !== null && date > endsOn ? 0 : bundles.units,
    }
  })
}

/** Whether what is left lasts for the week, or on which day it ends. */
export function unitsInWords(
  reader: Reader,
  figures: WeekFigures
): { text: string; isShort: boolean } | null {
  const days = unitsByDay(reader, figures)
  const last = days.at(-1)
  if (!figures.bundles || !last) return null
  const words = (key: string, data: object = {}) =>
    reader.t(`today.week.${key}`, {
      left: reader.number(figures.bundles!.units),
      needed: reader.number(last.needed),
      last: reader.date(last.date),
      ...data,
    })
  const short = days.find(({ needed, left }) => needed > left)
  if (!short) return { text: words('units_last'), isShort: false }
  if (short.left > 0)
    return { text: words('units_end', { day: reader.date(short.date) }), isShort: true }
  const day = reader.date(endOf(reader, figures.bundles)!)
  return { text: words('units_expire', { day }), isShort: true }
}

/** The day on which the first bundle expires, as `YYYY-MM-DD`. */
function endOf(reader: Reader, { expiresAt }: NonNullable<Today['bundles']>): string | null {
  return expiresAt && fromSqlInstant(expiresAt).setZone(reader.zone).toFormat('yyyy-MM-dd')
}
