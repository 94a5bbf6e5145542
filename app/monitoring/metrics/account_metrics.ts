import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { GatewayConfig } from '#gateways/define_config'
import { fromSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import type { Metric } from './metric.js'

type AccountRow = Pick<Rows['gateway_accounts'], 'name' | 'units' | 'units_expire_at'>

const NOT_KNOWN = Number.NaN

/** What is left to send with, in all accounts together. */
export async function accountMetrics(
  client: QueryClientContract,
  gateways: GatewayConfig
): Promise<Metric[]> {
  const rows = await query<AccountRow>(
    client,
    'SELECT name, units, units_expire_at FROM gateway_accounts'
  )
  const names = new Set(gateways.accounts.map(({ name }) => name))
  const ours = rows.filter(({ name }) => names.has(name))
  const units = ours.flatMap((row) => row.units ?? [])
  const ends = ours.flatMap((row) => row.units_expire_at ?? [])
  return [
    {
      name: 'gateway_units',
      type: 'gauge',
      help: 'SMS units left in the bundles of all accounts, as last polled; NaN if no operator said.',
      samples: [{ value: units.length > 0 ? units.reduce((sum, each) => sum + each) : NOT_KNOWN }],
    },
    {
      name: 'gateway_units_expiry_timestamp_seconds',
      type: 'gauge',
      help: 'When the first account loses its units; NaN if no operator said.',
      samples: [{ value: ends.length > 0 ? Math.min(...ends.map(secondsOf)) : NOT_KNOWN }],
    },
  ]
}

function secondsOf(instant: string): number {
  return fromSqlInstant(instant).toSeconds()
}
