import type { Rows } from '#database/rows'
import { daysLeft, unitsPerDay } from '#monitoring/balance_outlook'
import type { HealthCheck, HealthContext } from '#monitoring/health/health_check'
import { fromSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** Polls that may fail or be missed before it matters. */
const POLLS_MISSED = 3

type BalanceRow = Pick<
  Rows['gateway_accounts'],
  'name' | 'units' | 'units_expire_at' | 'balance_polled_at' | 'balance_error'
>

/**
 * Whether the bundles last: units, days at the recent average, days to the end. The account check
 * reports an empty balance.
 */
export const balanceCheck: HealthCheck = {
  key: 'account:units',
  name: 'balance',
  async run(context) {
    const { client, config, gateways } = context
    const orange = gateways.accounts.filter(({ gateway }) => gateway === 'orange')
    const rows = await query<BalanceRow>(
      client,
      'SELECT name, units, units_expire_at, balance_polled_at, balance_error FROM gateway_accounts'
    )
    const known = orange.flatMap(({ name }) => rows.find((row) => row.name === name) ?? [])
    const complaints: string[] = []
    for (const row of known) {
      for (const complaint of await complaintsOf(row, context))
        complaints.push(`account "${row.name}": ${complaint}`)
    }
    const polled = known.filter(({ units }) => units !== null)
    const least = polled.length > 0 ? Math.min(...polled.map(({ units }) => units!)) : null
    return {
      status: complaints.length > 0 ? 'warn' : 'pass',
      observedValue: least,
      observedUnit: 'units',
      thresholds: { warn: config.balance.minimumUnits },
      output:
        complaints.length > 0
          ? `${complaints.join('; ')}. "node ace orange:balance" asks the operator now`
          : least === null
            ? 'No balance has been polled yet'
            : 'The bundles are sufficient',
    }
  },
}

async function complaintsOf(
  {
    name,
    units,
    units_expire_at: endsAt,
    balance_polled_at: polledAt,
    balance_error: error,
  }: BalanceRow,
  { client, clock, config }: HealthContext
): Promise<string[]> {
  const { minimumUnits, minimumDaysLeft, minimumDaysToExpiry, averageDays, pollMinutes } =
    config.balance
  const now = clock.now()
  const complaints: string[] = []
  const age = polledAt ? now.diff(fromSqlInstant(polledAt)).as('minutes') : null
  const isOld = age !== null && Math.abs(age) > POLLS_MISSED * pollMinutes
  if (error && (age === null || isOld)) complaints.push(`the balance could not be read (${error})`)
  else if (isOld) complaints.push(`the balance was last read ${whenRead(age)}`)
  if (units === null) return complaints

  if (units < minimumUnits) complaints.push(`${units} units are left: buy more`)
  const left = daysLeft(units, await unitsPerDay(client, { account: name, now, days: averageDays }))
  if (left !== null && left < minimumDaysLeft)
    complaints.push(
      `the units last ${inDays(left)} at the average of ${averageDays} days: buy more`
    )
  const toEnd = endsAt ? fromSqlInstant(endsAt).diff(now).as('days') : null
  if (toEnd !== null && toEnd < minimumDaysToExpiry)
    complaints.push(`a bundle expires in ${inDays(Math.max(0, toEnd))}: renew it before then`)
  return complaints
}

/** A poll in the future was written by a clock that ran ahead. */
function whenRead(ageMinutes: number): string {
  const hours = Math.round(Math.abs(ageMinutes) / 60)
  return ageMinutes < 0 ? `by a clock that was ${hours} hours ahead` : `${hours} hours ago`
}

function inDays(days: number): string {
  return `${days < 10 ? days.toFixed(1) : Math.floor(days)} days`
}
