import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { ActivePauses } from '#delivery/pauses/active_pauses'
import type { Pauses } from '#delivery/pauses/pauses'
import { GatewayConfig } from '#gateways/define_config'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { followDatabaseClock } from '#storage/follow_database_clock'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { balanceHistory, type BalanceDay } from './balance_history.js'

/** Processes on the page; those that were heard last. */
const PROCESSES = 50

export interface SeenProcess extends Pick<
  Rows['workers'],
  'id' | 'role' | 'host' | 'heartbeat_at' | 'draining_since'
> {
  /** Its heartbeat is recent. */
  isAlive: boolean
}

export interface SystemState {
  pauses: Pauses
  /** Those that did not say that they end, and were heard of in the last day. */
  processes: SeenProcess[]
  /** By account, of those that were polled. */
  balances: { account: string; days: BalanceDay[] }[]
}

/** What the page about the system shows beyond health, accounts and timetable. */
@inject()
export class ReadSystem {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly gateways: GatewayConfig,
    private readonly pauses: ActivePauses
  ) {}

  async run(): Promise<SystemState> {
    return {
      pauses: await this.pauses.load(),
      processes: await this.#processes(),
      balances: await this.#balances(),
    }
  }

  async #processes(): Promise<SeenProcess[]> {
    await followDatabaseClock(this.db.connection(), this.clock)
    const now = this.clock.sharedNow()
    const { heartbeatStaleSeconds: seconds } = this.config.monitoring
    const silentSince = toSqlInstant(now.minus({ seconds }))
    const rows = await query<SeenProcess>(
      this.db.connection(),
      `SELECT id, role, host, heartbeat_at, draining_since FROM workers
       WHERE stopped_at IS NULL AND heartbeat_at >= :since
       ORDER BY heartbeat_at DESC, id LIMIT ${PROCESSES}`,
      { since: toSqlInstant(now.minus({ days: 1 })) }
    )
    return rows.map((row) => ({ ...row, isAlive: row.heartbeat_at >= silentSince }))
  }

  async #balances(): Promise<SystemState['balances']> {
    const { timezone } = this.config
    const now = this.clock.now()
    const found = []
    for (const { name: account } of this.gateways.accounts) {
      const days = await balanceHistory(this.db.connection(), { account, now, timezone })
      if (days.length > 0) found.push({ account, days })
    }
    return found
  }
}
