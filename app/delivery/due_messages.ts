import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
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

  async anyClaimable(type?: string): Promise<boolean> {
    return this.#any(`${FREE} ${type ? 'AND message_type = :type' : ''}`, type)
  }

  /** Due, and in the hands of another run. */
  async anyHeld(): Promise<boolean> {
    return this.#any('lease_until >= :now_ms')
  }

  /** Answers whether something is due in a moment; then that moment has come. */
  async waitForSoon({ type, signal }: { type?: string; signal?: AbortSignal }): Promise<boolean> {
    const until = this.clock.now().plus({ milliseconds: WORTH_WAITING_MS })
    const [soon] = await query<{ scheduled_at: string | null }>(
      this.db.connection(),
      `SELECT MIN(scheduled_at) AS scheduled_at FROM sms_messages
       WHERE ${DUE} AND ${FREE} ${type ? 'AND message_type = :type' : ''}`,
      { until: toSqlInstant(until), now_ms: this.clock.nowMs(), type: type ?? null }
    )
    if (!soon.scheduled_at) return false
    await this.clock.sleepUntil(fromSqlInstant(soon.scheduled_at).toMillis(), signal)
    return !signal?.aborted
  }

  async #any(condition: string, type?: string): Promise<boolean> {
    const found = await query(
      this.db.connection(),
      `SELECT id FROM sms_messages WHERE ${DUE} AND ${condition} LIMIT 1`,
      { until: toSqlInstant(this.clock.now()), now_ms: this.clock.nowMs(), type: type ?? null }
    )
    return found.length > 0
  }
}
