import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** Days that are shown. */
const DAYS = 30

export interface BalanceDay {
  /** `YYYY-MM-DD` in the zone of the programme. */
  date: string
  /** Left at the last poll of that day. */
  units: number
}

/** What an account had left at the end of each of the last days; days without a poll are missing. */
export async function balanceHistory(
  client: QueryClientContract,
  { account, now, timezone }: { account: string; now: DateTime; timezone: string }
): Promise<BalanceDay[]> {
  /** Two processes may have polled in the same second. */
  const polls = await query<{ polled_at: string; units: number }>(
    client,
    `SELECT polled_at, SUM(units) AS units FROM (
       SELECT polled_at, contract_id, MIN(units) AS units FROM gateway_balances
       WHERE account = :account AND polled_at >= :since AND usable
       GROUP BY polled_at, contract_id
     ) polls GROUP BY polled_at ORDER BY polled_at`,
    {
      account,
      since: toSqlInstant(
        now
          .setZone(timezone)
          .startOf('day')
          .minus({ days: DAYS - 1 })
      ),
    }
  )
  const days = new Map<string, number>()
  for (const { polled_at: at, units } of polls)
    days.set(fromSqlInstant(at).setZone(timezone).toFormat('yyyy-MM-dd'), Number(units))
  return [...days].map(([date, units]) => ({ date, units }))
}
