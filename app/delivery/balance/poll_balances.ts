import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SendingAccounts, type SendingAccount } from '#delivery/accounts/sending_accounts'
import { accountUnits, type AccountUnits } from '#delivery/balance/account_units'
import { writeBalance } from '#delivery/balance/write_balance'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** As audit events and `gateway_accounts.paused_by` name a poll. */
const ACTOR = 'balance'

export interface PolledAccount {
  account: string
  /** `not_read`: nothing was found out, and nothing changed. */
  outcome: 'read' | 'not_read'
  /** Of `not_read`. */
  reason?: string
  balance?: AccountUnits
  /** What followed for the account. */
  change?: 'paused' | 'resumed'
}

export interface PollOptions {
  /** Only this one. */
  account?: string
  signal?: AbortSignal
}

/**
 * Asks the operators what is left of the bundles, keeps it, and lets accounts
 * stop that have nothing left and go on that have something again. What a person
 * stopped stays stopped. A poll that finds out nothing changes nothing. Any number
 * of processes may poll at once.
 */
@inject()
export class PollBalances {
  constructor(
    private readonly accounts: SendingAccounts,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {}

  /** Accounts whose gateway knows of no bundles are left out. */
  async run({ account: only, signal }: PollOptions = {}): Promise<PolledAccount[]> {
    const polled: PolledAccount[] = []
    for (const account of this.accounts.all) {
      if (signal?.aborted) break
      if (only !== undefined && account.name !== only) continue
      const found = await this.#poll(account)
      if (found) polled.push(found)
    }
    return polled
  }

  async #poll(account: SendingAccount): Promise<PolledAccount | undefined> {
    const answer = await account.door.readContracts()
    if (!answer.supported) return undefined
    if (!answer.ok) return this.#notRead(account, answer.reason)

    const balance = accountUnits(answer.contracts, account.country, this.clock.now())
    if (!balance) return this.#notRead(account, 'no_contract_listed')
    await account.state.ensureRow()
    await this.db
      .connection()
      .transaction((trx) =>
        writeBalance(trx, account.name, balance, toSqlInstant(this.clock.now()))
      )
    return {
      account: account.name,
      outcome: 'read',
      balance,
      change: await this.#follow(account, balance),
    }
  }

  async #follow({ state }: SendingAccount, { exhausted, contracts }: AccountUnits) {
    if (!exhausted) return (await state.resumeWithUnits(ACTOR)) ? 'resumed' : undefined
    const statuses = [...new Set(contracts.map(({ status }) => status ?? 'without status'))]
    const paused = await state.pause({
      kind: exhausted === 'no_credit' ? 'credit' : 'contract',
      reason: exhausted,
      detail: `The operator lists no usable units (contracts: ${statuses.join(', ')})`,
      actor: ACTOR,
    })
    return paused ? 'paused' : undefined
  }

  async #notRead({ name, state }: SendingAccount, reason: string): Promise<PolledAccount> {
    await state.ensureRow()
    await query(
      this.db.connection(),
      'UPDATE gateway_accounts SET balance_error = :reason, updated_at = :now WHERE name = :name',
      { reason, name, now: toSqlInstant(this.clock.now()) }
    )
    this.logger.warn({ account: name, reason }, 'balance not read')
    return { account: name, outcome: 'not_read', reason }
  }
}
