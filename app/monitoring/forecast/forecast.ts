import { DateTime } from 'luxon'
import { outlookOf, type AccountOutlook, type Bundle } from './account_outlook.js'
import type { ForecastDay } from './forecast_day.js'
import type { PlannedSms } from './planned_sms.js'

/** What would leave in the next days if nothing changed. */
export interface Forecast {
  /** ISO 8601, UTC. */
  madeAt: string
  timezone: string
  total: number
  days: ForecastDay[]
  /** By code, the busiest first; messages that are about no child are in none. */
  facilities: { code: string; sms: number }[]
  accounts: AccountOutlook[]
  /** Numbers that no account takes. */
  unrouted: number
}

export interface ForecastBasis {
  now: DateTime
  timezone: string
  bundles: Bundle[]
  /** Segments of an SMS, on average. */
  segments: number
  /** Minutes of a day in which reminders may leave. */
  openMinutes: number
}

export function forecastOf(planned: PlannedSms[], basis: ForecastBasis): Forecast {
  const { now, timezone, bundles, ...rest } = basis
  return {
    madeAt: now.toUTC().toISO({ suppressMilliseconds: true })!,
    timezone,
    total: sumOf(planned),
    days: daysOf(planned, timezone),
    facilities: [...Map.groupBy(planned, ({ facility }) => facility)]
      .flatMap(([code, ofFacility]) => (code === null ? [] : { code, sms: sumOf(ofFacility) }))
      .sort((one, other) => other.sms - one.sms || one.code.localeCompare(other.code)),
    accounts: bundles.map((bundle) => {
      const ofAccount = planned.filter(({ account }) => account === bundle.account)
      return outlookOf(bundle, daysOf(ofAccount, timezone), { timezone, ...rest })
    }),
    unrouted: sumOf(planned.filter(({ account }) => account === null)),
  }
}

function daysOf(planned: PlannedSms[], timezone: string): ForecastDay[] {
  const byHour = new Map<string, number>()
  for (const { atMs, sms } of planned) {
    const key = DateTime.fromMillis(atMs, { zone: timezone }).toFormat('yyyy-MM-dd HH')
    byHour.set(key, (byHour.get(key) ?? 0) + sms)
  }
  const hours = [...byHour].sort(([one], [other]) => (one < other ? -1 : 1))
  return [...Map.groupBy(hours, ([key]) => key.slice(0, 10))].map(([date, ofDay]) => ({
    date,
    sms: ofDay.reduce((sum, [, sms]) => sum + sms, 0),
    hours: ofDay.map(([key, sms]) => ({ hour: Number(key.slice(11)), sms })),
  }))
}

function sumOf(planned: PlannedSms[]): number {
  return planned.reduce((sum, { sms }) => sum + sms, 0)
}
