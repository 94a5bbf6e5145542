import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { ApplyReply, type ReplyEffect } from '#inbound/apply_reply'
import { parseInboundMessage } from '#inbound/parse_inbound_message'
import { RepliesNotHandled } from '#inbound/replies_not_handled'
import { toSqlInstant } from '#storage/instants'
import { retryDeadlocks } from '#storage/retry_deadlocks'
import { query } from '#storage/sql'

/** How many replies had which effect. */
export type InboundSummary = Record<ReplyEffect, number>

interface StoredReply {
  id: number
  body: string
  received_at: string
  /** E.164: who replied. */
  phone_number: string
}

/**
 * Handles the replies that were stored, in the order in which they came, each in
 * one transaction: what it says, what follows from it, and that it is done. A
 * process takes up a reply only after those before it are committed, by itself or
 * by another, so that a STOP and a START of one number do not change places.
 */
@inject()
export class HandleInboundMessages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly reply: ApplyReply,
    private readonly logger: Logger
  ) {}

  /**
   * One that fails is left for the next time, with what came after it from the same
   * number.
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
    if (failed.length > 0) throw new RepliesNotHandled(failed)
    return summary
  }

  async #next(after: number): Promise<StoredReply | undefined> {
    const [stored] = await query<StoredReply>(
      this.db.connection(),
      `SELECT id, body, received_at, phone_number FROM sms_webhook_logs
       WHERE kind = 'inbound_message' AND state = 'received' AND id > :after
       ORDER BY id LIMIT 1`,
      { after }
    )
    return stored
  }

  /** The first statement waits for whoever has it in hand; null where it was handled meanwhile. */
  async #handle({ id, body, received_at: receivedAt, phone_number: from }: StoredReply) {
    const { text, destination } = parseInboundMessage(body)
    return retryDeadlocks(() =>
      this.db.connection().transaction(async (trx): Promise<ReplyEffect | null> => {
        const now = toSqlInstant(this.clock.now())
        const taken = await query(
          trx,
          `UPDATE sms_webhook_logs SET state = 'applied', settled_at = :now
           WHERE id = :id AND state = 'received' RETURNING id`,
          { id, now }
        )
        if (taken.length === 0) return null
        return this.reply.run(trx, { from, text, destination, logId: id, receivedAt, now })
      })
    )
  }
}
