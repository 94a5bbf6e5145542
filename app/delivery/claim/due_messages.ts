import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { alsoMatches, type DueFilter } from '#delivery/claim/due_filter'
import { PRIORITIES } from '#models/priority'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** A message due again this soon (after a "too many requests", for example) is waited for, in milliseconds. */
const WORTH_WAITING_MS = 5_000

/** Naming all priorities keeps each of these to the first rows of the index sms_messages_due. */
const DUE = `status = 'pending' AND priority IN (1, 2, 3) AND scheduled_at <= :until`
const FREE = '(lease_until IS NULL OR lease_until < :now_ms)'

/** Whether there is anything to do, without claiming it. */
@inject()
export class DueMessages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  async anyClaimable(filter: DueFilter): Promise<boolean> {
    return this.#any(FREE, filter)
  }

  /** Due, and in the hands of another run. */
  async anyHeld(filter: DueFilter): Promise<boolean> {
    return this.#any('lease_until >= :now_ms', filter)
  }

  /** Answers whether something is due in a moment; then that moment has come. */
  async waitForSoon(filter: DueFilter, signal?: AbortSignal): Promise<boolean> {
    const until = this.clock.now().plus({ milliseconds: WORTH_WAITING_MS })
    const [soon] = await query<{ scheduled_at: string | null }>(
      this.db.connection(),
      `SELECT MIN(scheduled_at) AS scheduled_at FROM sms_messages
       WHERE ${DUE} AND ${FREE}${alsoMatches(filter)}`,
      { until: toSqlInstant(until), now_ms: this.clock.nowMs(), type: filter.type ?? null }
    )
    if (!soon.scheduled_at) return false
    await this.clock.sleepUntil(fromSqlInstant(soon.scheduled_at).toMillis(), signal)
    return !signal?.aborted
  }

  /** Epoch milliseconds at which the next message is due that is not yet; nothing where none is planned. */
  async nextDueMs(): Promise<number | undefined> {
    /** One priority after the other, so that each is the first row of a range. */
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

  async #any(condition: string, filter: DueFilter): Promise<boolean> {
    const found = await query(
      this.db.connection(),
      `SELECT id FROM sms_messages WHERE ${DUE} AND ${condition}${alsoMatches(filter)} LIMIT 1`,
      {
        until: toSqlInstant(this.clock.now()),
        now_ms: this.clock.nowMs(),
        type: filter.type ?? null,
      }
    )
    return found.length > 0
  }
}
