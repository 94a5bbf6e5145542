import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { ListAccounts } from '#delivery/accounts/list_accounts'
import { GatewayConfig } from '#gateways/define_config'
import { rulesWithoutText } from '#reminders/rules_without_text'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { query } from '#storage/sql'

/** What an installation has done, or has. */
export interface Start {
  /** No account only writes messages down. */
  hasOperator: boolean
  /** The operator has told each account's balance, and none has been stopped. */
  accountsAnswer: boolean
  /** SMS left in all accounts; null where the operator has not told. */
  units: number | null
  /** Every rule has its texts. */
  hasTexts: boolean
  hasChildren: boolean
  /** An SMS has left, or was written down in its place. */
  hasSent: boolean
  /** The operator has told what became of an SMS. */
  hasReceipt: boolean
  /** SMS are meant to leave. */
  isForReal: boolean
}

/** Rows that are looked through: what happened before is in the counts of days. */
const LATEST = 1_000

/** How far an installation is on its way to the first reminder, by what is on record. */
@inject()
export class ReadStart {
  constructor(
    private readonly db: Database,
    private readonly gateways: GatewayConfig,
    private readonly accounts: ListAccounts,
    private readonly config: SmsSchedulerConfig
  ) {}

  async run(): Promise<Start> {
    const accounts = await this.accounts.run()
    const missing = await rulesWithoutText(this.db.connection(), this.config)
    const hasOperator = accounts.every(({ gateway }) => gateway !== 'log')
    const polled = accounts.flatMap(({ found }) => (found?.balance_polled_at ? [found] : []))
    return {
      hasOperator,
      accountsAnswer:
        hasOperator &&
        polled.length === accounts.length &&
        polled.every(({ state }) => state === 'active'),
      units:
        hasOperator && polled.length > 0
          ? polled.reduce((sum, { units }) => sum + (units ?? 0), 0)
          : null,
      hasTexts: missing.length === 0,
      hasChildren: await this.#isThere('SELECT id FROM patients LIMIT 1'),
      hasSent:
        (await this.#isThere(latest('sms_attempts', 'outcome', 'accepted'))) ||
        (await this.#isThere(counted(['sent', 'delivered', 'undelivered']))),
      hasReceipt:
        (await this.#isThere(latest('sms_webhook_logs', 'kind', 'delivery_receipt'))) ||
        (await this.#isThere(counted(['delivered']))),
      isForReal: this.gateways.isForReal,
    }
  }

  async #isThere(sql: string): Promise<boolean> {
    const rows = await query(this.db.connection(), sql)
    return rows.length > 0
  }
}

const latest = (table: string, column: string, value: string) =>
  `SELECT ${column} FROM (SELECT ${column} FROM ${table} ORDER BY id DESC LIMIT ${LATEST}) AS latest
   WHERE ${column} = '${value}' LIMIT 1`

const counted = (statuses: string[]) =>
  `SELECT day FROM sms_daily_counts WHERE status IN (${statuses.map((one) => `'${one}'`).join(', ')}) LIMIT 1`
