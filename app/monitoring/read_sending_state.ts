import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { DateTime } from 'luxon'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { ActivePauses } from '#delivery/pauses/active_pauses'
import type { Pause, PauseOfPart } from '#delivery/pauses/pause'
import { GatewayConfig } from '#gateways/define_config'
import { followDatabaseClock } from '#storage/follow_database_clock'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** Attempts among which the last accepted one is looked for: the cost must not grow with them. */
const LAST_ATTEMPTS = 100

/** Whether messages leave at present, and why not. */
export type SendingState =
  /** A person paused everything, or a restored database waits for its review. */
  | { state: 'paused'; pause: Pause }
  /** A fault stopped every account. */
  | { state: 'stopped'; accounts: Pick<Rows['gateway_accounts'], 'name' | 'reason'>[] }
  /** Neither a scheduler nor a worker is alive. */
  | { state: 'idle' }
  /** Messages become log lines. */
  | { state: 'dry_run' }
  /** `parts`: the facilities and types that are paused. */
  | { state: 'running'; lastSentAt: DateTime<true> | null; parts: PauseOfPart[] }

/** Read for every page, so each query is short. */
@inject()
export class ReadSendingState {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly gateways: GatewayConfig,
    private readonly pauses: ActivePauses
  ) {}

  async run(): Promise<SendingState> {
    const pauses = await this.pauses.load()
    if (pauses.everything) return { state: 'paused', pause: pauses.everything }
    if (this.gateways.accounts.every(({ gateway }) => gateway === 'log'))
      return { state: 'dry_run' }
    const accounts = await this.#stoppedAccounts()
    if (accounts.length >= this.gateways.accounts.length) return { state: 'stopped', accounts }
    if (!(await this.#isAnyoneAlive())) return { state: 'idle' }
    const parts = [...pauses.facilities.values(), ...pauses.types.values()]
    return { state: 'running', lastSentAt: await this.#lastSentAt(), parts }
  }

  async #stoppedAccounts() {
    const stopped = await query<Pick<Rows['gateway_accounts'], 'name' | 'reason'>>(
      this.db.connection(),
      `SELECT name, reason FROM gateway_accounts WHERE state = 'paused'`
    )
    const used = this.gateways.accounts.map(({ name }) => name)
    return stopped.filter(({ name }) => used.includes(name))
  }

  async #isAnyoneAlive(): Promise<boolean> {
    await followDatabaseClock(this.db.connection(), this.clock)
    const stale = { seconds: this.config.monitoring.heartbeatStaleSeconds }
    const now = this.clock.sharedNow()
    const alive = await query(
      this.db.connection(),
      `SELECT id FROM workers
       WHERE stopped_at IS NULL AND heartbeat_at BETWEEN :silent_since AND :ahead LIMIT 1`,
      { silent_since: toSqlInstant(now.minus(stale)), ahead: toSqlInstant(now.plus(stale)) }
    )
    return alive.length > 0
  }

  async #lastSentAt(): Promise<DateTime<true> | null> {
    const [last] = await query<{ finished_at: string }>(
      this.db.connection(),
      `SELECT finished_at FROM (
         SELECT id, finished_at, outcome FROM sms_attempts ORDER BY id DESC LIMIT ${LAST_ATTEMPTS}
       ) a WHERE outcome = 'accepted' ORDER BY id DESC LIMIT 1`
    )
    return last ? fromSqlInstant(last.finished_at) : null
  }
}
