import type { Logger } from '@adonisjs/core/logger'
import type { Emitter } from '@adonisjs/core/events'
import type { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Clock } from '#app/clock'
import AccountChanged, { type AccountChange } from '#events/account_changed'
import type { AccountSettings } from '#gateways/define_config'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { query, type Bindings } from '#storage/sql'

/** A change that people are told of. */
interface AnnouncedChange {
  change: AccountChange
  actor: string
  level: 'info' | 'warn' | 'error'
  message: string
  reason: string | null
  detail?: Record<string, unknown>
}

/**
 * The row of `gateway_accounts` that all workers share. It is moved by
 * conditional updates only: of those who try, one moves it, and that one leaves
 * an audit event (in the same transaction), a line in the log and an event.
 */
export class AccountRow {
  constructor(
    private readonly account: AccountSettings,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly emitter: Emitter<any>
  ) {}

  async read<Row>(columns: string): Promise<Row> {
    const row = await this.#find<Row>(columns)
    if (row) return row
    /** The first time this account is used. */
    await this.#create()
    return (await this.#find<Row>(columns))!
  }

  /** Returns the columns named, of the row as it is now; nothing where the condition did not hold. */
  async move<Row = { id: number }>(
    set: string,
    where: string,
    bindings: Bindings = {},
    returning = 'id',
    client: QueryClientContract = this.db.connection()
  ): Promise<Row | undefined> {
    const [row] = await query<Row>(
      client,
      `UPDATE gateway_accounts SET ${set}, updated_at = :now WHERE name = :name AND ${where} RETURNING ${returning}`,
      { ...bindings, name: this.account.name, now: toSqlInstant(this.clock.now()) }
    )
    return row
  }

  async announce(
    set: string,
    where: string,
    bindings: Bindings,
    { change, actor, level, message, reason, detail }: AnnouncedChange
  ): Promise<boolean> {
    const moved = await this.db.connection().transaction(async (trx) => {
      const row = await this.move(set, where, bindings, 'id', trx)
      if (!row) return false
      await appendAuditEvent(trx, {
        at: toSqlInstant(this.clock.now()),
        actor,
        action: change,
        subject: this.account.name,
        detail: { reason, ...detail },
      })
      return true
    })
    if (!moved) return false
    this.logger[level]({ account: this.account.name, change, reason, ...detail }, message)
    const event = new AccountChanged(this.account.name, change, reason)
    await this.emitter.emit(AccountChanged, event).catch((error) => {
      this.logger.error({ err: error, change }, 'a listener of account_changed failed')
    })
    return true
  }

  async #find<Row>(columns: string): Promise<Row | undefined> {
    const [row] = await query<Row>(
      this.db.connection(),
      `SELECT ${columns} FROM gateway_accounts WHERE name = :name`,
      { name: this.account.name }
    )
    return row
  }

  async #create(): Promise<void> {
    await query(
      this.db.connection(),
      `INSERT INTO gateway_accounts (name, gateway, state, consecutive_failures, next_slot_at, created_at, updated_at)
       VALUES (:name, :gateway, 'active', 0, 0, :now, :now) ON CONFLICT (name) DO NOTHING`,
      {
        name: this.account.name,
        gateway: this.account.gateway,
        now: toSqlInstant(this.clock.now()),
      }
    )
  }
}
