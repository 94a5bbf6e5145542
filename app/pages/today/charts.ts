import type { DayOfMonth } from '#monitoring/today/days_of_month'
import type { HourOfDay } from '#monitoring/today/hours_of_day'
import type { Reader } from '#app/pages/reader'
import { lineOf, roundUp, scaleOf, stackOf, STEP, type Bar } from './drawing.js'

export interface Chart {
  /** The whole drawing is this wide and 100 high. */
  width: number
  /** What the height stands for. */
  top: number
  bars: Bar[]
  /** Points of the dashed line; empty without one. */
  line: string
  /** From the top down. */
  scale: string[]
  labels: string[]
  rows: { label: string; counts: Count[] }[]
  isNewestFirst: boolean
}

/** A figure of the table; null where there is none. */
export interface Count {
  value: number | null
  text: string
}

/** Shown even if nothing is sent then. */
const FIRST_HOUR = 8
const LAST_HOUR = 19

/** Where the limit is further above the highest day, its line would leave no room for the days. */
const FAR_ABOVE = 10

/** The last 30 days, newest first in the table. */
export function monthChart(reader: Reader, days: DayOfMonth[]): Chart {
  const label = ({ date }: DayOfMonth) => reader.shortDate(date)
  return chartOf(reader, {
    columns: days.map((day) => ({
      label: label(day),
      parts: [
        ['f-ok', day.delivered],
        ['f-calm', day.sent],
        ['f-bad', day.failed],
      ],
    })),
    labels: [0, 10, 20, days.length - 1].flatMap((index) =>
      days[index] ? label(days[index]) : []
    ),
    isNewestFirst: true,
  })
}

/** The hours in which something is sent, today and usually, and those of a working day. */
export function dayChart(reader: Reader, hours: HourOfDay[]): Chart | null {
  const busy = hours.filter(({ tries, usual }) => (tries ?? 0) > 0 || usual > 0)
  if (busy.length === 0) return null
  const shown = hours.slice(
    Math.min(FIRST_HOUR, busy[0].hour),
    Math.max(LAST_HOUR, busy.at(-1)!.hour) + 1
  )
  const label = ({ hour }: HourOfDay) => reader.t('today.charts.hour', { hour })
  return chartOf(reader, {
    columns: shown.map((one) => ({ label: label(one), parts: [['f-main', one.tries]] })),
    line: shown.map(({ usual }) => usual),
    labels: [label(shown[0]), label(shown[Math.floor(shown.length / 2)]), label(shown.at(-1)!)],
  })
}

/** What was left on each day, newest first in the table. */
export function balanceChart(reader: Reader, days: { date: string; units: number }[]): Chart {
  const label = ({ date }: { date: string }) => reader.shortDate(date)
  const middle = Math.floor((days.length - 1) / 2)
  return chartOf(reader, {
    columns: days.map((day) => ({ label: label(day), parts: [['f-main', day.units]] })),
    labels: [...new Set([0, middle, days.length - 1])].map((index) => label(days[index])),
    isNewestFirst: true,
  })
}

/** The days to come, each against what it may reach. */
export function comingChart(
  reader: Reader,
  days: { date: string; count: number; limit: number }[]
): Chart {
  const line = days.map(({ limit }) => limit)
  const isInSight = Math.min(...line) <= Math.max(...days.map(({ count }) => count)) * FAR_ABOVE
  return chartOf(reader, {
    columns: days.map(({ date, count }) => ({
      label: reader.weekday(date),
      parts: [['f-main', count]],
    })),
    line: isInSight ? line : undefined,
    labels: days.map(({ date }) => reader.weekday(date)),
  })
}

interface ChartParts {
  /** Oldest first. */
  columns: { label: string; parts: [look: string, count: number | null][] }[]
  line?: number[]
  labels: string[]
  isNewestFirst?: boolean
}

function chartOf(reader: Reader, { columns, line, labels, isNewestFirst = false }: ChartParts) {
  const sums = columns.map(({ parts }) => parts.reduce((sum, [, count]) => sum + (count ?? 0), 0))
  const top = roundUp(Math.max(...sums, ...(line ?? [])))
  const count = (value: number | null): Count => ({
    value,
    text: value === null ? '–' : reader.number(value),
  })
  const rows = columns.map(({ label, parts }, index) => ({
    label,
    counts: [...parts.map(([, value]) => count(value)), ...(line ? [count(line[index])] : [])],
  }))
  return {
    width: columns.length * STEP,
    top,
    bars: columns.flatMap(({ parts }, index) => stackOf(index, top, parts)),
    line: line ? lineOf(line, top) : '',
    scale: scaleOf(reader, top),
    labels,
    rows: isNewestFirst ? rows.toReversed() : rows,
    isNewestFirst,
  }
}
