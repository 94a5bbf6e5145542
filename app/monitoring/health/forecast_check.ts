import { DateTime } from 'luxon'
import type { AccountOutlook } from '#monitoring/forecast/account_outlook'
import { storedForecast } from '#monitoring/forecast/stored_forecast'
import type { HealthCheck } from '#monitoring/health/health_check'

/** A forecast is made every hour; an older one says nothing, and other checks say why. */
const STALE_HOURS = 6

/** Whether units and rate last for what is planned in the next seven days. Reads the stored forecast. */
export const forecastCheck: HealthCheck = {
  key: 'messages:forecast',
  name: 'forecast',
  async run({ client, clock }) {
    const forecast = await storedForecast(client)
    const common = { observedUnit: 'messages' } as const
    const age = forecast && clock.now().diff(DateTime.fromISO(forecast.madeAt)).as('hours')
    if (!forecast || age! > STALE_HOURS)
      return {
        ...common,
        status: 'pass',
        observedValue: null,
        output: 'There is no recent forecast: "node ace sms:forecast" makes one',
      }
    const complaints = forecast.accounts.flatMap(complaintsOf)
    if (forecast.unrouted > 0)
      complaints.push(`${forecast.unrouted} messages are to numbers that no account takes`)
    return {
      ...common,
      status: complaints.length > 0 ? 'warn' : 'pass',
      observedValue: forecast.total,
      output:
        complaints.length > 0
          ? complaints.join('; ')
          : `${forecast.total} messages are planned for the next seven days, and they fit`,
    }
  },
}

function complaintsOf({ account, endsOn, missing, needed, overfull }: AccountOutlook): string[] {
  return [
    ...(endsOn
      ? [
          `account "${account}": units are missing from ${endsOn} on: ${needed} are planned, ${missing} too many. Buy more before then`,
        ]
      : []),
    ...(overfull.length > 0
      ? [
          `account "${account}": more is planned on ${overfull.join(', ')} than leaves within the window at the account's rate. Spread it, or ask the operator for a higher rate`,
        ]
      : []),
  ]
}
