import type { Reader } from '#app/pages/reader'
import { comingChart, type Chart } from './charts.js'
import { unitsByDay, type WeekFigures } from './week_units.js'

export interface WeekChart {
  id: string
  chart: Chart
  title: string
  hint: string
  label: string
  series: { look: string; text: string }[]
}

/** What is to leave against what can, and the units that it needs against what is left. */
export function weekCharts(reader: Reader, figures: WeekFigures, limit: number): WeekChart[] {
  const days = figures.coming.days.map(({ date, total }) => ({ date, count: total, limit }))
  const units = unitsByDay(reader, figures).map(({ date, needed, left }) => ({
    date,
    count: needed,
    limit: left,
  }))
  return [
    weekChart(reader, 'capacity', days),
    ...(units.length > 0 ? [weekChart(reader, 'units', units)] : []),
  ]
}

function weekChart(
  reader: Reader,
  id: 'capacity' | 'units',
  days: { date: string; count: number; limit: number }[]
): WeekChart {
  const words = (key: string) => reader.t(`today.week_charts.${id}.${key}`)
  const chart = comingChart(reader, days)
  return {
    id,
    chart,
    title: words('title'),
    hint: words(chart.line ? 'hint' : 'hint_far'),
    label: words('label'),
    series: [
      { look: 'f-main', text: words('planned') },
      ...(chart.line ? [{ look: 'usual', text: words('limit') }] : []),
    ],
  }
}
