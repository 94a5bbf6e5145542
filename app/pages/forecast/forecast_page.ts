import type { AccountOutlook } from '#monitoring/forecast/account_outlook'
import type { Forecast } from '#monitoring/forecast/forecast'
import type { ForecastDay } from '#monitoring/forecast/forecast_day'
import { DateTime } from 'luxon'
import type { Reader } from '#app/pages/reader'

/** Facilities that are shown; the command and the JSON have all. */
const FACILITIES = 50

/** Everything that the template of the forecast writes down. */
export function forecastPage(reader: Reader, forecast: Forecast) {
  const { t } = reader
  const { total, days, facilities, accounts } = forecast
  return {
    small: t('forecast.small'),
    title: titleOf(reader, forecast),
    lead: t('forecast.lead', { moment: reader.moment(DateTime.fromISO(forecast.madeAt)) }),
    isEmpty: total === 0,
    unrouted: forecast.unrouted > 0 ? t('forecast.unrouted', { count: forecast.unrouted }) : null,
    days: days.map((day) => dayOf(reader, day)),
    accounts: accounts.map((account) => accountOf(reader, account)),
    facilities: facilities
      .slice(0, FACILITIES)
      .map(({ code, sms }) => ({ code, sms: reader.number(sms) })),
    others: facilities.length > FACILITIES ? t('forecast.others', { count: FACILITIES }) : null,
  }
}

/** The weightiest of what does not fit. */
function titleOf({ t, date }: Reader, { total, accounts }: Forecast): string {
  const ends = accounts.flatMap(({ endsOn }) => endsOn ?? []).sort()
  if (ends.length > 0) return t('forecast.titles.units', { day: date(ends[0]) })
  const overfull = accounts.flatMap((account) => account.overfull).sort()
  if (overfull.length > 0) return t('forecast.titles.overfull', { day: date(overfull[0]) })
  return total === 0 ? t('forecast.titles.none') : t('forecast.titles.fits', { count: total })
}

function dayOf(reader: Reader, { date, sms, hours }: ForecastDay) {
  const busiest = hours.reduce((most, hour) => (hour.sms > most.sms ? hour : most))
  return {
    day: reader.date(date),
    sms: reader.number(sms),
    busiest: reader.t('forecast.busiest', {
      hour: reader.t('today.charts.hour', { hour: busiest.hour }),
      sms: reader.number(busiest.sms),
    }),
  }
}

function accountOf(reader: Reader, account: AccountOutlook) {
  const { sms, needed, units, expiresAt, endsOn, missing, busiest } = account
  const { t } = reader
  return {
    name: account.account,
    sms: reader.number(sms),
    needed: reader.number(needed),
    left: units === null ? t('forecast.not_known') : reader.number(units),
    expires: expiresAt && t('forecast.expires', { day: reader.day(DateTime.fromISO(expiresAt)) }),
    missing:
      endsOn && t('forecast.missing', { day: reader.date(endsOn), units: reader.number(missing) }),
    time:
      busiest &&
      t('forecast.time', {
        day: reader.date(busiest.date),
        minutes: reader.number(busiest.minutes),
      }),
  }
}
