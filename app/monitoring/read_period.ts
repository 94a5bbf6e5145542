import { A_MOMENT, readMoment } from '#messages/read_moment'
import { PeriodNotUsable, type DatedPeriod, type WrittenPeriod } from '#monitoring/statistics'
import { faultOfDate } from '#values/calendar_date'

/** @throws PeriodNotUsable */
export function readPeriod(
  { day, from, to }: WrittenPeriod,
  { timezone, now }: { timezone: string; now: string }
): DatedPeriod {
  if (day !== undefined) {
    if (from !== undefined || to !== undefined)
      throw new PeriodNotUsable('day stands alone: give either a day, or from and to')
    const fault = faultOfDate(day)
    if (fault) throw new PeriodNotUsable(`day "${day}" ${fault}`)
    return { from: momentOf('from', day, timezone), to: momentOf('to', day, timezone) }
  }
  if (from === undefined) throw new PeriodNotUsable('from is missing: it says where to begin')
  return {
    from: momentOf('from', from, timezone),
    to: to === undefined ? now : momentOf('to', to, timezone),
  }
}

function momentOf(field: 'from' | 'to', text: string, timezone: string): string {
  const moment = readMoment(field, text, timezone)
  if (moment === undefined) throw new PeriodNotUsable(`${field} is "${text}", expected ${A_MOMENT}`)
  return moment
}
