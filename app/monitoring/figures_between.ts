import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { localDay, localDayOf } from '#messages/daily_counts'
import { dayAfter, readDays } from '#messages/figures/daily_figures'
import { addFiguresByPart, noFiguresByPart, type FiguresByPart } from '#messages/figures/figures'
import { readFigures, type Period } from '#messages/figures/read_figures'
import { fromSqlInstant } from '#storage/instants'

/**
 * What happened in a period: from the recorded days that lie in it, and from the history for what
 * is left between them.
 */
export async function figuresBetween(
  client: QueryClientContract,
  period: Period,
  timezone: string
): Promise<FiguresByPart> {
  const sum = noFiguresByPart()
  const { first, last } = wholeDays(period, timezone)
  const days = await readDays(client, { first, last, timezone })
  let { start } = period
  for (const [date, figures] of days) {
    const day = localDay(date, timezone)
    if (start < day.start)
      addFiguresByPart(sum, await readFigures(client, { start, end: day.start }))
    addFiguresByPart(sum, figures)
    start = day.end
  }
  if (start < period.end)
    addFiguresByPart(sum, await readFigures(client, { start, end: period.end }))
  return sum
}

/** The first and the last day that lie in the period as a whole; none if the first is later. */
function wholeDays({ start, end }: Period, timezone: string): { first: string; last: string } {
  const firstTouched = localDayOf(fromSqlInstant(start), timezone)
  const first = firstTouched.start >= start ? firstTouched.date : dayAfter(firstTouched.date)
  /** The end is not in the period: on midnight it touches the day that begins. */
  const lastTouched = localDayOf(fromSqlInstant(end), timezone)
  const before = localDayOf(fromSqlInstant(lastTouched.start).minus({ seconds: 1 }), timezone)
  return { first, last: before.date }
}
