import { DateTime } from 'luxon'
import type { ForecastDay } from './forecast_day.js'

/** An account and what is left of its bundles; null before the first poll. */
export interface Bundle {
  account: string
  ratePerSecond: number
  countedIn: 'messages' | 'segments'
  units: number | null
  /** ISO 8601, UTC. */
  expiresAt: string | null
}

/** What an account would send, and whether its units and its rate last for it. */
export interface AccountOutlook extends Bundle {
  sms: number
  /** Units that it takes. */
  needed: number
  /** `YYYY-MM-DD`: the first day for which units are missing, used up or expired; null: they last. */
  endsOn: string | null
  /** Units that are missing from that day on. */
  missing: number
  /** Days (`YYYY-MM-DD`) whose messages do not all leave in their window at the rate. */
  overfull: string[]
  /** The day with the most messages, and the minutes that they take; null without any. */
  busiest: { date: string; sms: number; minutes: number } | null
}

interface Conditions {
  timezone: string
  segments: number
  openMinutes: number
}

export function outlookOf(
  bundle: Bundle,
  days: ForecastDay[],
  { timezone, segments, openMinutes }: Conditions
): AccountOutlook {
  const needs = days.map(({ date, sms }) => ({ date, units: Math.ceil(sms * segments) }))
  const minutesOf = (sms: number) =>
    (sms * (bundle.countedIn === 'segments' ? segments : 1)) / bundle.ratePerSecond / 60
  const busiest = days.reduce<ForecastDay | null>(
    (most, day) => (most && most.sms >= day.sms ? most : day),
    null
  )
  return {
    ...bundle,
    sms: days.reduce((sum, { sms }) => sum + sms, 0),
    needed: needs.reduce((sum, { units }) => sum + units, 0),
    ...shortageOf(bundle, needs, timezone),
    overfull: days.filter(({ sms }) => minutesOf(sms) > openMinutes).map(({ date }) => date),
    busiest: busiest && {
      date: busiest.date,
      sms: busiest.sms,
      minutes: Math.max(1, Math.ceil(minutesOf(busiest.sms))),
    },
  }
}

/** Units serve the days in order, up to the day on which the bundle expires. */
function shortageOf(
  { units, expiresAt }: Bundle,
  needs: { date: string; units: number }[],
  timezone: string
): Pick<AccountOutlook, 'endsOn' | 'missing'> {
  if (units === null) return { endsOn: null, missing: 0 }
  const lastDay = expiresAt && DateTime.fromISO(expiresAt, { zone: timezone }).toISODate()
  let left = units
  let endsOn: string | null = null
  let missing = 0
  for (const { date, units: needed } of needs) {
    if (lastDay && date > lastDay) left = 0
    const short = Math.max(0, needed - left)
    left = Math.max(0, left - needed)
    if (short > 0) endsOn ??= date
    missing += short
  }
  return { endsOn, missing }
}
