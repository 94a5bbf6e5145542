import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { daysLeft, unitsPerDay } from '#monitoring/balance_outlook'
import { query } from '#storage/sql'

export interface UnitsLeft {
  account: string
  units: number
  /** Whole days at the recent average; null if nothing is used, or the use is not known. */
  days: number | null
  perDay: number | null
  /** An instant of the database. */
  expiresAt: string | null
}

/** What is left of the bundles, the account first that runs out first; empty before the first poll. */
export async function unitsLeft(
  client: QueryClientContract,
  { accounts, now, averageDays }: { accounts: string[]; now: DateTime; averageDays: number }
): Promise<UnitsLeft[]> {
  const rows = await query<Pick<Rows['gateway_accounts'], 'name' | 'units' | 'units_expire_at'>>(
    client,
    'SELECT name, units, units_expire_at FROM gateway_accounts WHERE units IS NOT NULL ORDER BY name'
  )
  const found: UnitsLeft[] = []
  for (const { name, units, units_expire_at: expiresAt } of rows) {
    if (!accounts.includes(name) || units === null) continue
    const perDay = await unitsPerDay(client, { account: name, now, days: averageDays })
    const left = daysLeft(units, perDay)
    found.push({
      account: name,
      units,
      days: left === null ? null : Math.floor(left),
      perDay: perDay === null ? null : Math.round(perDay),
      expiresAt,
    })
  }
  const lasts = ({ days }: UnitsLeft) => days ?? Infinity
  return found.sort((left, right) => lasts(left) - lasts(right) || left.units - right.units)
}
