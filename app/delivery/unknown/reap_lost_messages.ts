import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { MessageStatuses } from '#models/message_status'
import { toSqlInstant } from '#storage/instants'
import { appendMessageEvents } from '#storage/message_events'
import { retryDeadlocks } from '#storage/retry_deadlocks'
import { idList, query } from '#storage/sql'

/** Messages moved in one transaction. */
const PAGE = 500

/**
 * Messages whose worker was lost while `sending`: whether the operator has them
 * cannot be known, so they become `unknown`, never pending again by themselves.
 * A claim that ran out before the POST needs no reaper: it can be claimed again.
 */
@inject()
export class ReapLostMessages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {}

  /** Returns how many messages became `unknown`. */
  async run(): Promise<number> {
    let reaped = 0
    for (;;) {
      const page = await retryDeadlocks(() => this.#reapPage())
      reaped += page
      if (page < PAGE) break
    }
    if (reaped > 0)
      this.logger.warn(
        { messages: reaped, reason: 'worker_lost' },
        'messages with an unknown outcome'
      )
    return reaped
  }

  async #reapPage(): Promise<number> {
    const now = toSqlInstant(this.clock.now())
    return this.db.connection().transaction(async (trx) => {
      const lost = await query<{ id: number }>(trx, REAP, {
        now,
        now_ms: this.clock.nowMs(),
        page: PAGE,
      })
      if (lost.length === 0) return 0
      await query(trx, closeAttempts(idList(trx)), {
        now,
        ids: JSON.stringify(lost.map((row) => row.id)),
      })
      await appendMessageEvents(
        trx,
        lost.map(({ id }) => ({
          messageId: id,
          at: now,
          actor: 'reaper',
          from: MessageStatuses.sending,
          to: MessageStatuses.unknown,
          reason: 'worker_lost',
        }))
      )
      return lost.length
    })
  }
}

const REAP = `
  UPDATE sms_messages
  SET status = 'unknown', reason = 'worker_lost', updated_at = :now,
      lease_token = NULL, lease_until = NULL, claimed_by = NULL
  WHERE status = 'sending' AND id IN (
    SELECT id FROM sms_messages WHERE status = 'sending' AND lease_until < :now_ms ORDER BY lease_until LIMIT :page)
    AND lease_until < :now_ms
  RETURNING id`

/** A late outcome of a worker that was only slow still overwrites this on the attempt, never on the message. */
const closeAttempts = (ids: string) => `
  UPDATE sms_attempts SET outcome = 'ambiguous', reason = 'worker_lost', finished_at = :now
  WHERE finished_at IS NULL AND message_id IN (${ids})`
