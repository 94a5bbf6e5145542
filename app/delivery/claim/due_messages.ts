import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { alsoMatches, type DueFilter } from '#delivery/claim/due_filter'
import { PRIORITIES } from '#messages/priority'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { LEASE_HOLDS, LEASE_IS_OVER, leaseBounds } from '#storage/lease_is_over'
import { query } from '#storage/sql'

/**
 * Milliseconds: a message that becomes due this soon (for example after "too many requests") is
 * worth waiting for.
 */
const WORTH_WAITING_MS = 5_000

/** Naming all priorities limits each query to the first rows of the index sms_messages_due. */
const DUE = `status = 'pending' AND priority IN (1, 2, 3) AND scheduled_at <= :until`
const FREE = `(lease_until IS NULL OR ${LEASE_IS_OVER})`

/** Whether there is anything to do; claims nothing. */
@inject()
export class DueMessages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {}

  async anyClaimable(filter: DueFilter): Promise<boolean> {
    return this.#any(FREE, filter)
  }

  /** Whether due messages are held by another run. */
  async anyHeld(filter: DueFilter): Promise<boolean> {
    return this.#any(LEASE_HOLDS, filter)
  }

  /** Returns true if something becomes due soon, after waiting for it. */
  async waitForSoon(filter: DueFilter, signal?: AbortSignal): Promise<boolean> {
    const until = this.clock.now().plus({ milliseconds: WORTH_WAITING_MS })
    const [soon] = await query<{ scheduled_at: string | null }>(
      this.db.connection(),
      `SELECT MIN(scheduled_at) AS scheduled_at FROM sms_messages
       WHERE ${DUE} AND ${FREE}${alsoMatches(filter)}`,
      { until: toSqlInstant(until), ...this.#leaseBounds, type: filter.type ?? null }
    )
    if (!soon.scheduled_at) return false
    await this.clock.sleepUntil(fromSqlInstant(soon.scheduled_at).toMillis(), signal)
    return !signal?.aborted
  }

  /** Epoch milliseconds at which the next message becomes due; undefined if none is planned. */
  async nextDueMs(): Promise<number | undefined> {
    /** One query per priority, so that each reads the first row of a range. */
    const earliest = Object.values(PRIORITIES).map(
      (priority) =>
        `(SELECT MIN(scheduled_at) FROM sms_messages
          WHERE status = 'pending' AND priority = ${priority} AND scheduled_at > :now)`
    )
    const [row] = await query<Record<string, string | null>>(
      this.db.connection(),
      `SELECT ${earliest.map((one, place) => `${one} AS due_${place}`).join(', ')}`,
      { now: toSqlInstant(this.clock.now()) }
    )
    const instants = Object.values(row).filter((instant) => instant !== null)
    if (instants.length === 0) return undefined
    return Math.min(...instants.map((instant) => fromSqlInstant(instant).toMillis()))
  }

  get #leaseBounds() {
    return leaseBounds(this.clock, this.config.processing.leaseSeconds * 1000)
  }

  async #any(condition: string, filter: DueFilter): Promise<boolean> {
    const found = await query(
      this.db.connection(),
      `SELECT id FROM sms_messages WHERE ${DUE} AND ${condition}${alsoMatches(filter)} LIMIT 1`,
      {
        until: toSqlInstant(this.clock.now()),
        ...this.#leaseBounds,
        type: filter.type ?? null,
      }
    )
    return found.length > 0
  }
}
