import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { GatewayConfig } from '#gateways/define_config'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** Whether anything may be sent by the account now. A probe is one message, by one worker, to see if the operator is back. */
export type Permission =
  | { kind: 'go' }
  | { kind: 'probe' }
  | { kind: 'no'; state: 'paused' | 'circuit_open'; reason: string }

interface AccountRow {
  state: 'active' | 'paused' | 'circuit_open' | 'probing'
  reason: string
  state_since: string | null
  consecutive_failures: number
}

/**
 * The state of the account behind the gateway, shared by all workers as one row:
 * every move is a conditional update, so that one of them makes it and says so.
 */
@inject()
export class AccountState {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly scheduler: SmsSchedulerConfig,
    private readonly gateways: GatewayConfig,
    private readonly logger: Logger
  ) {}

  get name(): string {
    return this.gateways.account.name
  }

  async permission(): Promise<Permission> {
    await this.#ensureRow()
    const row = await this.#read()
    if (row.state === 'active') return { kind: 'go' }
    if (row.state === 'paused') return { kind: 'no', state: 'paused', reason: row.reason }
    return (await this.#takeProbe())
      ? { kind: 'probe' }
      : { kind: 'no', state: 'circuit_open', reason: row.reason }
  }

  /** Why sending under way must stop, if it must. Unlike `permission` it takes no probe. */
  async reasonToStop(): Promise<string | undefined> {
    const { state, reason } = await this.#read()
    return state === 'active' ? undefined : reason
  }

  /** Stops all sending until a person resumes it. Says so once, however many messages met the same fault. */
  async pause(reason: string, detail?: string): Promise<void> {
    const moved = await this.#move(
      `state = 'paused', reason = :reason, detail = :detail, state_since = :now, state_until = NULL`,
      `state <> 'paused'`,
      { reason, detail: detail ?? null }
    )
    if (moved)
      this.logger.error(
        { account: this.name, reason },
        'account paused: nothing is sent until it is resumed'
      )
  }

  /** The operator could not be reached: after so many in a row the circuit opens, for one probe at a time. */
  async countOutage(reason: string): Promise<void> {
    await this.#move('consecutive_failures = consecutive_failures + 1', `state <> 'paused'`, {})
    const opened = await this.#move(
      `state = 'circuit_open', reason = :reason, detail = NULL, state_until = :until,
       state_since = CASE WHEN state = 'active' THEN :now ELSE state_since END`,
      `(state = 'probing' OR (state = 'active' AND consecutive_failures >= :threshold))`,
      {
        reason,
        threshold: this.scheduler.retry.circuitThreshold,
        until: this.clock.nowMs() + this.scheduler.retry.circuitProbeSeconds * 1000,
      }
    )
    if (opened)
      this.logger.warn(
        { account: this.name, reason },
        'circuit open: the operator cannot be reached'
      )
  }

  /** The operator answered: whatever it said, it is there. */
  async countContact(): Promise<void> {
    /** Nearly always there is nothing to undo, and a look costs less than an UPDATE. */
    const { state, consecutive_failures: failures } = await this.#read()
    if (state === 'active' && failures === 0) return

    const closed = await this.#move(
      `state = 'active', reason = NULL, detail = NULL, state_since = :now, state_until = NULL, consecutive_failures = 0`,
      `state IN ('circuit_open', 'probing')`,
      {}
    )
    if (closed)
      this.logger.info({ account: this.name }, 'circuit closed: the operator can be reached again')
    else await this.#move('consecutive_failures = 0', 'consecutive_failures > 0', {})
  }

  /** A person says that the fault is mended. Returns since when it was stopped, or nothing if it was not. */
  async resume(): Promise<{ since: string | null } | undefined> {
    await this.#ensureRow()
    const before = await this.#read()
    const moved = await this.#move(
      `state = 'active', reason = NULL, detail = NULL, state_since = :now, state_until = NULL, consecutive_failures = 0`,
      `state <> 'active'`,
      {}
    )
    if (!moved) return undefined
    return { since: before.state_since ? fromSqlInstant(before.state_since).toISO() : null }
  }

  /** By conditional update one worker gets the probe of an interval; a probe whose worker died is given out again. */
  async #takeProbe(): Promise<boolean> {
    return this.#move(
      `state = 'probing', state_until = :until`,
      `state IN ('circuit_open', 'probing') AND state_until <= :now_ms`,
      {
        now_ms: this.clock.nowMs(),
        until: this.clock.nowMs() + this.scheduler.retry.circuitProbeSeconds * 1000,
      }
    )
  }

  async #read(): Promise<AccountRow> {
    const [row] = await query<AccountRow>(
      this.db.connection(),
      'SELECT state, reason, state_since, consecutive_failures FROM gateway_accounts WHERE name = :name',
      { name: this.name }
    )
    return row
  }

  async #move(set: string, where: string, bindings: Record<string, string | number | null>) {
    const moved = await query(
      this.db.connection(),
      `UPDATE gateway_accounts SET ${set}, updated_at = :now WHERE name = :name AND ${where} RETURNING id`,
      { ...bindings, name: this.name, now: toSqlInstant(this.clock.now()) }
    )
    return moved.length > 0
  }

  #rowIsThere = false

  async #ensureRow(): Promise<void> {
    if (this.#rowIsThere) return
    await query(
      this.db.connection(),
      `INSERT INTO gateway_accounts (name, gateway, state, consecutive_failures, next_slot_at, created_at, updated_at)
       VALUES (:name, :gateway, 'active', 0, 0, :now, :now) ON CONFLICT (name) DO NOTHING`,
      { name: this.name, gateway: this.gateways.default, now: toSqlInstant(this.clock.now()) }
    )
    this.#rowIsThere = true
  }
}
