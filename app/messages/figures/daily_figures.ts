import { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { localDay, localDayOf, type LocalDay } from '../daily_counts.js'
import { noFiguresByPart, PARTS, type FiguresByPart, type Part } from './figures.js'
import { readFigures } from './read_figures.js'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query, rowsOf } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

/** Minutes after its end until a day may still get events: transactions that began before midnight. */
const SETTLED_AFTER_MINUTES = 60

/** Rows written by one statement. */
const PAGE = 200

/** Recorded days that are looked at for the last settled one. */
const LOOKED_AT = 3

type DayRow = Pick<Rows['sms_daily_figures'], 'day' | 'recorded_at'>
type FigureRow = Pick<Rows['sms_daily_figures'], 'day' | 'part' | 'name' | 'figures'>

export interface Calendar {
  now: DateTime
  timezone: string
}

/**
 * Records the figures of all finished days that are not recorded yet, oldest first, so that none is
 * left out between two others. A day that was recorded right after its end is recorded again. Call it
 * before messages are deleted.
 */
export async function recordFinishedDays(
  client: QueryClientContract,
  { now, timezone }: Calendar
): Promise<void> {
  const today = localDayOf(now, timezone).date
  const first = await firstUnsettled(client, timezone)
  for (let date = first ?? today; date < today; date = dayAfter(date))
    await recordFigures(client, localDay(date, timezone), now)
}

async function recordFigures(
  client: QueryClientContract,
  day: LocalDay,
  now: DateTime
): Promise<void> {
  const figures = await readFigures(client, day)
  const rows = PARTS.flatMap((part) =>
    [...figures[part]].map(([name, ofName]) => {
      return { day: day.date, part, name, figures: JSON.stringify(ofName) }
    })
  )
  /** The total at the end: a day without it does not count as recorded. */
  rows.reverse()
  for (let start = 0; start < rows.length; start += PAGE)
    await insertRows(client, recorded(client), {
      rows: JSON.stringify(rows.slice(start, start + PAGE)),
      now: toSqlInstant(now),
    })
}

/** The figures of the settled days in `[first, last]`, by date and in order. */
export async function readDays(
  client: QueryClientContract,
  { first, last, timezone }: { first: string; last: string; timezone: string }
): Promise<Map<string, FiguresByPart>> {
  const bindings = { first, last }
  const days = await query<DayRow>(
    client,
    `SELECT day, recorded_at FROM sms_daily_figures
     WHERE day >= :first AND day <= :last AND part = 'total' AND name = '' ORDER BY day`,
    bindings
  )
  const settled = days.filter((row) => isSettled(row, timezone))
  const figures = new Map(settled.map(({ day }) => [day, noFiguresByPart()]))
  if (figures.size === 0) return figures
  const rows = await query<FigureRow>(
    client,
    `SELECT day, part, name, figures FROM sms_daily_figures WHERE day >= :first AND day <= :last`,
    bindings
  )
  for (const { day, part, name, figures: text } of rows)
    figures.get(day)?.[part as Part].set(name, JSON.parse(text))
  return figures
}

/** Null if nothing has ever happened. */
async function firstUnsettled(client: QueryClientContract, timezone: string) {
  const latest = await query<DayRow>(
    client,
    `SELECT day, recorded_at FROM sms_daily_figures WHERE part = 'total' AND name = ''
     ORDER BY day DESC LIMIT ${LOOKED_AT}`
  )
  const settled = latest.find((row) => isSettled(row, timezone))
  if (settled) return dayAfter(settled.day)
  const [{ first }] = await query<{ first: string | null }>(
    client,
    'SELECT MIN(at) AS first FROM sms_message_events'
  )
  return first === null ? null : localDayOf(fromSqlInstant(first), timezone).date
}

function isSettled({ day, recorded_at: recordedAt }: DayRow, timezone: string): boolean {
  const end = fromSqlInstant(localDay(day, timezone).end)
  return fromSqlInstant(recordedAt) >= end.plus({ minutes: SETTLED_AFTER_MINUTES })
}

export function dayAfter(date: string): string {
  return DateTime.fromISO(date, { zone: 'utc' }).plus({ days: 1 }).toFormat('yyyy-MM-dd')
}

const COLUMNS = { day: 'date', part: 'text', name: 'text', figures: 'text' } as const

const recorded = (client: QueryClientContract) => ({
  into: 'sms_daily_figures',
  columns: 'day, part, name, figures, recorded_at',
  rows: `SELECT r.day, r.part, r.name, r.figures, :now FROM ${rowsOf(client, 'r', COLUMNS)} WHERE 1 = 1`,
  onConflict: {
    key: 'day, part, name',
    set: 'figures = excluded.figures, recorded_at = excluded.recorded_at',
  },
})
