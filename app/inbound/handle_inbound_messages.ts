import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { countOptOuts } from '#consents/count_opt_outs'
import { ApplyReply } from '#inbound/apply_reply'
import type { ReplyEffect } from '#inbound/obey_keyword'
import { parseInboundMessage } from '#inbound/parse_inbound_message'
import { SENDER_UNCLEAR } from '#inbound/webhook'
import { RepliesNotHandled } from '#inbound/replies_not_handled'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { updateRows } from '#storage/write_rows'

/** How many replies had which effect. */
export type InboundSummary = Record<ReplyEffect, number>

interface StoredReply extends Pick<
  Rows['inbound_messages'],
  'id' | 'body' | 'received_at' | 'phone_number' | 'reason'
> {
  /** E.164: who replied. */
  phone_number: string
}

/**
 * Handles stored replies in their order of arrival, each in one transaction: its content, its
 * consequences and its completion. A process takes a reply only after all earlier ones are
 * committed, by this process or another, so a STOP and a START of one number do not swap.
 */
@inject()
export class HandleInboundMessages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly reply: ApplyReply,
    private readonly logger: Logger
  ) {}

  /**
   * A failing reply is left for the next run, together with later ones from the same number.
   *
   * @throws RepliesNotHandled after all others were handled
   */
  async run({ signal }: { signal?: AbortSignal } = {}): Promise<InboundSummary> {
    const summary: InboundSummary = { opted_out: 0, opted_in: 0, unchanged: 0 }
    const failed: number[] = []
    const heldUp = new Set<string>()
    let stored = await this.#next(0)
    for (; stored && !signal?.aborted; stored = await this.#next(stored.id)) {
      if (heldUp.has(stored.phone_number)) continue
      try {
        const effect = await this.#handle(stored)
        if (effect === null) continue
        summary[effect] += 1
        this.logger.info({ webhookLog: stored.id, effect }, 'reply handled')
      } catch (error) {
        failed.push(stored.id)
        heldUp.add(stored.phone_number)
        const { name, code, message: reason } = error as Error & { code?: string }
        this.logger.error({ webhookLog: stored.id, name, code, reason }, 'reply not handled')
      }
    }
    if (summary.opted_out > 0) await this.#warnOfSurge(summary.opted_out)
    if (failed.length > 0) throw new RepliesNotHandled(failed)
    return summary
  }

  /** Once, by the run that reaches the threshold: whoever knows the webhook's secret can forge replies. */
  async #warnOfSurge(optedOut: number): Promise<void> {
    const { inLastHour, threshold } = await countOptOuts(
      this.db.connection(),
      this.clock.now(),
      this.config.monitoring
    )
    if (inLastHour < threshold || inLastHour - optedOut >= threshold) return
    const optOuts = { inLastHour, threshold }
    this.logger.error(optOuts, 'far more opt-outs by SMS than usual: are they forged?')
  }

  async #next(after: number): Promise<StoredReply | undefined> {
    const [stored] = await query<StoredReply>(
      this.db.connection(),
      `SELECT id, body, received_at, phone_number, reason FROM sms_webhook_logs
       WHERE kind = 'inbound_message' AND state = 'received' AND id > :after
       ORDER BY id LIMIT 1`,
      { after }
    )
    return stored
  }

  /** The first statement waits for whoever has it in hand; null where it was handled meanwhile. */
  async #handle(stored: StoredReply) {
    const { id, body, received_at: receivedAt, phone_number: from, reason } = stored
    const isSenderClear = reason !== SENDER_UNCLEAR
    const { text, destination, sentAt } = parseInboundMessage(body)
    return transaction(this.db.connection(), async (trx): Promise<ReplyEffect | null> => {
      const now = toSqlInstant(this.clock.now())
      const taken = await updateRows(
        trx,
        {
          table: 'sms_webhook_logs',
          set: `state = 'applied', settled_at = :now`,
          where: `id = :id AND state = 'received'`,
          returning: 'id',
        },
        { id, now }
      )
      if (taken.length === 0) return null
      const reply = { from, isSenderClear, text, destination, sentAt, logId: id, receivedAt, now }
      return this.reply.run(trx, reply)
    })
  }
}
