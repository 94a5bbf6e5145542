import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** Days of history below which an average says nothing. */
const LEAST_DAYS = 1

/** One bundle at one poll. */
export type BalancePoint = Pick<Rows['gateway_balances'], 'polled_at' | 'contract_id' | 'units'>

/** Units that an account uses per day, over the last `days`; null with less than a day of polls. */
export async function unitsPerDay(
  client: QueryClientContract,
  { account, now, days }: { account: string; now: DateTime; days: number }
): Promise<number | null> {
  /**
   * Two processes may have polled in the same second. An expired bundle may be listed with nothing
   * left: its units were lost, not used.
   */
  const points = await query<BalancePoint>(
    client,
    `SELECT polled_at, contract_id, MIN(units) AS units FROM gateway_balances
     WHERE account = :account AND polled_at >= :since AND (expires_at IS NULL OR expires_at > polled_at)
     GROUP BY polled_at, contract_id ORDER BY polled_at, contract_id`,
    { account, since: toSqlInstant(now.minus({ days })) }
  )
  return consumptionPerDay(points)
}

/**
 * The decrease of each bundle's units from poll to poll, per day. Increases are purchases and do
 * not count; units lost at a bundle's end were not used.
 */
export function consumptionPerDay(points: BalancePoint[]): number | null {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return null
  const days = fromSqlInstant(last.polled_at).diff(fromSqlInstant(first.polled_at)).as('days')
  if (days < LEAST_DAYS) return null

  const before = new Map<string, number>()
  let used = 0
  for (const { contract_id: contract, units } of points) {
    used += Math.max(0, (before.get(contract) ?? units) - units)
    before.set(contract, units)
  }
  return used / days
}

/** Days that the units last; null if nothing is used, or the use is not known. */
export function daysLeft(units: number, perDay: number | null): number | null {
  return perDay ? units / perDay : null
}
