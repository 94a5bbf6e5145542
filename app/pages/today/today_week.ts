import { capital } from '#app/pages/capital'
import type { Reader } from '#app/pages/reader'
import { typeInWords } from '#app/pages/type_in_words'
import { unitsInWords, type WeekFigures } from './week_units.js'
import { weekCharts, type WeekChart } from './week_charts.js'

export interface Week {
  lead: string
  /** Whether the units last; null before the first poll. */
  units: { text: string; isShort: boolean } | null
  columns: string[]
  rows: DayOfWeek[]
  charts: WeekChart[]
}

interface DayOfWeek {
  day: string
  counts: string[]
  total: string
  /** More than can leave in a day. */
  isOver: boolean
  /** 0 to 100 */
  width: number
}

/** The next seven days against what the accounts can send, and against what is left of the units. */
export function weekOf(reader: Reader, today: WeekFigures): Week | null {
  const { coming, ratePerSecond, openMinutes } = today
  const [first] = coming.days
  if (!first || coming.total === 0) return null
  const types = Object.keys(first.byType)
  const busiest = coming.days.reduce((most, day) => (day.total > most.total ? day : most))
  const limit = ratePerSecond * openMinutes * 60
  return {
    lead: reader.t('today.week.lead', {
      count: coming.total,
      total: reader.atLeast(coming.total, coming.isCut),
      day: reader.date(busiest.date),
      minutes: Math.max(1, Math.ceil(busiest.total / ratePerSecond / 60)),
      rate: reader.number(ratePerSecond),
      hours: reader.number(openMinutes / 60),
      limit: reader.number(limit),
    }),
    units: unitsInWords(reader, today),
    columns: types.map((type) => capital(typeInWords(reader, type))),
    rows: coming.days.map(({ date, byType, total }) => ({
      day: reader.weekday(date),
      counts: types.map((type) => reader.number(byType[type])),
      total: reader.number(total),
      isOver: total > limit,
      width: Math.round((total / busiest.total) * 100),
    })),
    charts: weekCharts(reader, today, limit),
  }
}
