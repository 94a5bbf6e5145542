import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { ActivePauses } from '#delivery/pauses/active_pauses'
import { GatewayConfig } from '#gateways/define_config'
import { countMessages } from '#monitoring/health/capped_count'
import { whyNothingIsSent } from '#monitoring/why_nothing_is_sent'
import { followDatabaseClock } from '#storage/follow_database_clock'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { latestSlot } from '#timetable/due_slots'

/** The most rows counted: the cost must not grow with the queue. */
const COUNT_AT_MOST = 100_000

/** Naming all priorities restricts it to the index sms_messages_due. */
const PENDING = `status = 'pending' AND priority IN (1, 2, 3)`

export interface SchedulerStatus {
  /** A recent heartbeat of a scheduler exists. */
  running: boolean
  /** Nothing is sent: a person paused everything, or a fault stopped every account. */
  paused: boolean
  pauseReason: string | null
  processingIntervalMinutes: number
  maxRetries: number
  /** ISO 8601: when the timetable's last sweep began; null before the first. */
  lastRun: string | null
  /** ISO 8601: when the next one is due. */
  nextRun: string
  /** Up to 100,000. */
  pending: number
  /** How many of them are due, up to 100,000. */
  due: number
  /** Continuous workers with a recent heartbeat. */
  workers: number
}

/** Whether sending continues, for programs that ask. */
@inject()
export class ReadSchedulerStatus {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly gateways: GatewayConfig,
    private readonly pauses: ActivePauses
  ) {}

  async run(): Promise<SchedulerStatus> {
    const pauseReason = await whyNothingIsSent({
      client: this.db.connection(),
      pauses: this.pauses,
      gateways: this.gateways,
    })
    const { schedulers, workers } = await this.#alive()
    const last = await this.#lastRun()
    const { intervalMinutes } = this.config.processing
    const now = this.clock.now()
    const slot = latestSlot({ everyMinutes: intervalMinutes }, now, this.config.timezone)
    return {
      running: schedulers > 0,
      paused: pauseReason !== null,
      pauseReason,
      processingIntervalMinutes: intervalMinutes,
      maxRetries: this.config.retry.maxRetries,
      lastRun: last ? fromSqlInstant(last).toISO() : null,
      nextRun: slot.plus({ minutes: intervalMinutes }).toISO(),
      pending: await this.#count(PENDING),
      due: await this.#count(`${PENDING} AND scheduled_at <= :now`),
      workers,
    }
  }

  async #alive(): Promise<{ schedulers: number; workers: number }> {
    await followDatabaseClock(this.db.connection(), this.clock)
    const stale = { seconds: this.config.monitoring.heartbeatStaleSeconds }
    const now = this.clock.sharedNow()
    const [alive] = await query<{ schedulers: number; workers: number }>(
      this.db.connection(),
      `SELECT COUNT(CASE WHEN role = 'scheduler' THEN 1 END) AS schedulers,
              COUNT(CASE WHEN role = 'worker' THEN 1 END) AS workers
       FROM workers WHERE stopped_at IS NULL AND heartbeat_at BETWEEN :silent_since AND :ahead`,
      { silent_since: toSqlInstant(now.minus(stale)), ahead: toSqlInstant(now.plus(stale)) }
    )
    return alive
  }

  async #lastRun(): Promise<string | undefined> {
    const [run] = await query<Pick<Rows['scheduler_runs'], 'started_at'>>(
      this.db.connection(),
      `SELECT started_at FROM scheduler_runs WHERE job = 'sweep' ORDER BY slot DESC LIMIT 1`
    )
    return run?.started_at
  }

  async #count(where: string): Promise<number> {
    const now = toSqlInstant(this.clock.now())
    const { value } = await countMessages(this.db.connection(), where, { cap: COUNT_AT_MOST, now })
    return value
  }
}
