import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { FirstFault } from '#promises/first_fault'
import { SendingAccounts, type SendingAccount } from '#delivery/accounts/sending_accounts'
import { accountUnits, type AccountUnits } from '#delivery/balance/account_units'
import { writeBalance } from '#delivery/balance/write_balance'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'
import { updateRows } from '#storage/write_rows'

/** The actor of a poll in audit events and `gateway_accounts.paused_by`. */
const ACTOR = 'balance'

export interface PolledAccount {
  account: string
  /** `not_read`: the balance could not be read, and nothing changed. */
  outcome: 'read' | 'not_read'
  /** Only for `not_read`. */
  reason?: string
  balance?: AccountUnits
  /** How the account changed. */
  change?: 'paused' | 'resumed'
}

export interface PollOptions {
  /** Only this account. */
  account?: string
  signal?: AbortSignal
}

/**
 * Asks the operators for their remaining units, stores them, stops accounts that have none
 * left, and resumes accounts that have some again. Accounts stopped by a person stay stopped. A
 * failed poll changes nothing. Any number of processes may poll at once.
 */
@inject()
export class PollBalances {
  constructor(
    private readonly accounts: SendingAccounts,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {}

  /**
   * Skips accounts whose gateway has no bundles. The failure of one account is thrown after all
   * were asked.
   */
  async run({ account: only, signal }: PollOptions = {}): Promise<PolledAccount[]> {
    const polled: PolledAccount[] = []
    const faults = new FirstFault()
    for (const account of this.accounts.all) {
      if (signal?.aborted) break
      if (only !== undefined && account.name !== only) continue
      const found = await faults.keep(this.#poll(account))
      if (found) polled.push(found)
    }
    faults.throwIfAny()
    return polled
  }

  async #poll(account: SendingAccount): Promise<PolledAccount | undefined> {
    const answer = await account.door.readContracts()
    if (!answer.supported) return undefined
    if (!answer.ok) return this.#notRead(account, answer.reason)

    const balance = accountUnits(answer.contracts, account.country, this.clock.now())
    if (!balance) return this.#notRead(account, 'no_contract_listed')
    await account.state.ensureRow()
    await transaction(this.db.connection(), (trx) =>
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
    await updateRows(
      this.db.connection(),
      {
        table: 'gateway_accounts',
        set: 'balance_error = :reason, updated_at = :now',
        where: 'name = :name',
      },
      { reason, name, now: toSqlInstant(this.clock.now()) }
    )
    this.logger.warn({ account: name, reason }, 'balance not read')
    return { account: name, outcome: 'not_read', reason }
  }
}
