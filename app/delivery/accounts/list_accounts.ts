import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { GatewayConfig } from '#gateways/define_config'
import { query } from '#storage/sql'

type AccountColumns = Pick<
  Rows['gateway_accounts'],
  | 'name'
  | 'state'
  | 'reason'
  | 'detail'
  | 'state_since'
  | 'paused_by'
  | 'rate_percent'
  | 'units'
  | 'units_expire_at'
  | 'balance_polled_at'
  | 'balance_error'
>

/** An account as it is configured, and as its workers found it; null before the first use. */
export interface ListedAccount {
  name: string
  gateway: string
  country: string
  prefixes: string[]
  ratePerSecond: number
  countedIn: 'messages' | 'segments'
  found: AccountColumns | null
}

/** A bundle of an account at its latest poll. */
export type ListedBalance = Pick<
  Rows['gateway_balances'],
  | 'account'
  | 'polled_at'
  | 'contract_id'
  | 'country'
  | 'offer'
  | 'status'
  | 'units'
  | 'expires_at'
  | 'usable'
>

/** The configured accounts, without their secrets, and what they have left. */
@inject()
export class ListAccounts {
  constructor(
    private readonly db: Database,
    private readonly gateways: GatewayConfig
  ) {}

  async run(): Promise<ListedAccount[]> {
    const rows = await query<AccountColumns>(
      this.db.connection(),
      `SELECT name, state, reason, detail, state_since, paused_by, rate_percent, units, units_expire_at,
         balance_polled_at, balance_error FROM gateway_accounts`
    )
    const byName = new Map(rows.map((row) => [row.name, row]))
    return this.gateways.accounts.map((account) => ({
      name: account.name,
      gateway: account.gateway,
      country: account.orange.country,
      prefixes: account.prefixes,
      ratePerSecond: account.ratePerSecond,
      countedIn: account.countedIn,
      found: byName.get(account.name) ?? null,
    }))
  }

  /** The bundles as the latest poll of each account found them; asks no operator. */
  async balances(): Promise<ListedBalance[]> {
    return query<ListedBalance>(
      this.db.connection(),
      `SELECT b.account, b.polled_at, b.contract_id, b.country, b.offer, b.status, b.units, b.expires_at, b.usable
       FROM gateway_accounts a
       JOIN gateway_balances b ON b.account = a.name AND b.polled_at = a.balance_polled_at
       ORDER BY b.account, b.id`
    )
  }
}
