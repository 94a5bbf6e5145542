import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { MessageStatuses } from '#messages/message_status'
import { toSqlInstant } from '#storage/instants'
import { appendRemarks } from '#messages/message_events'
import type { Update } from '#storage/dialects/dialect'
import { along } from '#storage/partial_indexes'
import { ShortTurns } from '#storage/short_turns'
import { updateRows } from '#storage/write_rows'

/** Messages marked in one transaction, at most. */
const PAGE = 500

/**
 * Marks messages whose arrival will not be confirmed any more: sent long ago, with no final
 * receipt. They stay `sent` and never count as delivered; a late receipt removes the mark.
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
    const turns = new ShortTurns(this.db.connection(), PAGE)
    let marked = 0
    while (!signal?.aborted) {
      const { size } = turns
      const rows = (page: number) => page
      const page = await turns.take((trx) => this.#markPage(trx, size), { rows })
      marked += page
      if (page < size) break
    }
    if (marked > 0) this.logger.info({ messages: marked }, 'messages without a final receipt')
    return marked
  }

  async #markPage(trx: TransactionClientContract, page: number): Promise<number> {
    const now = this.clock.now()
    const { unconfirmedAfterHours: hours } = this.config.receipts
    const marked = await updateRows<Pick<Rows['sms_messages'], 'id'>>(trx, UNCONFIRMED, {
      now: toSqlInstant(now),
      before: toSqlInstant(now.minus({ hours })),
      page,
    })
    await appendRemarks(
      trx,
      marked.map(({ id }) => ({
        messageId: id,
        at: toSqlInstant(now),
        actor: 'receipt',
        status: MessageStatuses.sent,
        reason: 'unconfirmed',
      }))
    )
    return marked.length
  }
}

const AWAITING_RECEIPT = along('sms_messages_awaiting_receipt')

/** What was only logged keeps saying so. */
const REASON = "CASE WHEN reason = 'written_to_log' THEN reason ELSE 'unconfirmed' END"

/** The conditions stand outside again: a receipt may have come meanwhile. */
const UNCONFIRMED: Update = {
  table: 'sms_messages',
  set: `unconfirmed_at = :now, reason = ${REASON}`,
  where: `${AWAITING_RECEIPT} AND id IN (
    SELECT id FROM sms_messages WHERE ${AWAITING_RECEIPT} AND sent_at <= :before
    ORDER BY sent_at, id LIMIT :page)`,
  returning: 'id',
}
