import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { MessageStatuses } from '#models/message_status'
import { toSqlInstant } from '#storage/instants'
import { appendMessageEvents } from '#storage/message_events'
import { retryDeadlocks } from '#storage/retry_deadlocks'
import { query } from '#storage/sql'

/** Messages marked in one transaction. */
const PAGE = 500

/**
 * Marks messages of which nobody will hear any more whether they arrived: sent
 * long ago, without a final receipt. They stay `sent` and are never counted as
 * delivered; a receipt that comes after all takes the mark away.
 */
@inject()
export class MarkUnconfirmed {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly logger: Logger
  ) {}

  /** Returns how many messages were marked. */
  async run({ signal }: { signal?: AbortSignal } = {}): Promise<number> {
    let marked = 0
    while (!signal?.aborted) {
      const page = await retryDeadlocks(() =>
        this.db.connection().transaction((trx) => this.#markPage(trx))
      )
      marked += page
      if (page < PAGE) break
    }
    if (marked > 0) this.logger.info({ messages: marked }, 'messages without a final receipt')
    return marked
  }

  async #markPage(trx: TransactionClientContract): Promise<number> {
    const now = this.clock.now()
    const { unconfirmedAfterHours: hours } = this.config.receipts
    const marked = await query<{ id: number }>(trx, MARK, {
      now: toSqlInstant(now),
      before: toSqlInstant(now.minus({ hours })),
      page: PAGE,
    })
    await appendMessageEvents(
      trx,
      marked.map(({ id }) => ({
        messageId: id,
        at: toSqlInstant(now),
        actor: 'receipt',
        from: MessageStatuses.sent,
        to: MessageStatuses.sent,
        reason: 'unconfirmed',
      }))
    )
    return marked.length
  }
}

/** Along sms_messages_awaiting_receipt. The conditions stand outside again: a receipt may have come meanwhile. */
const MARK = `
  UPDATE sms_messages SET unconfirmed_at = :now, reason = 'unconfirmed'
  WHERE status = 'sent' AND unconfirmed_at IS NULL AND id IN (
    SELECT id FROM sms_messages WHERE status = 'sent' AND unconfirmed_at IS NULL AND sent_at <= :before
    ORDER BY sent_at, id LIMIT :page)
  RETURNING id`
