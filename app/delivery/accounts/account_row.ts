import type { Logger } from '@adonisjs/core/logger'
import type { Emitter } from '@adonisjs/core/events'
import type { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Clock } from '#app/clock'
import AccountChanged, { type AccountChange } from '#events/account_changed'
import type { AccountSettings } from '#gateways/settings'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { query, type Bindings } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { insertRows, updateRows } from '#storage/write_rows'

/** A change that is announced to people. */
interface AnnouncedChange {
  change: AccountChange
  actor: string
  level: 'info' | 'warn' | 'error'
  message: string
  reason: string | null
  /** The words of a person, who may name people: for the audit log alone. */
  said?: string
  detail?: Record<string, unknown>
}

/**
 * The row of `gateway_accounts` that all workers share. It changes only by conditional updates:
 * of several processes that try, one succeeds, and that one writes an audit event (in the same
 * transaction), a log line and an event.
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
    /** The account is used for the first time. */
    await this.#create()
    return (await this.#find<Row>(columns))!
  }

  /** Whether the row matches the condition. */
  async holds(condition: string, bindings: Bindings): Promise<boolean> {
    const rows = await query(
      this.db.connection(),
      `SELECT id FROM gateway_accounts WHERE name = :name AND ${condition}`,
      { ...bindings, name: this.account.name }
    )
    return rows.length > 0
  }

  /** Returns the named columns of the updated row, or undefined if the condition did not hold. */
  async move<Row = { id: number }>(
    set: string,
    where: string,
    bindings: Bindings = {},
    returning = 'id',
    client: QueryClientContract = this.db.connection()
  ): Promise<Row | undefined> {
    const [row] = await updateRows<Row>(
      client,
      {
        table: 'gateway_accounts',
        set: `${set}, updated_at = :now`,
        where: `name = :name AND ${where}`,
        returning,
      },
      { ...bindings, name: this.account.name, now: toSqlInstant(this.clock.now()) }
    )
    return row
  }

  async announce(
    set: string,
    where: string,
    bindings: Bindings,
    { change, actor, level, message, reason, said, detail }: AnnouncedChange
  ): Promise<boolean> {
    const moved = await transaction(this.db.connection(), async (trx) => {
      const row = await this.move(set, where, bindings, 'id', trx)
      if (!row) return false
      await appendAuditEvent(trx, {
        at: toSqlInstant(this.clock.now()),
        actor,
        action: change,
        subject: this.account.name,
        detail: { reason: said ?? reason, ...detail },
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
    await insertRows(
      this.db.connection(),
      {
        into: 'gateway_accounts',
        columns: 'name, gateway, state, consecutive_failures, next_slot_at, created_at, updated_at',
        rows: `VALUES (:name, :gateway, 'active', 0, 0, :now, :now)`,
        onConflict: { key: 'name' },
      },
      {
        name: this.account.name,
        gateway: this.account.gateway,
        now: toSqlInstant(this.clock.now()),
      }
    )
  }
}
