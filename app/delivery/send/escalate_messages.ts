import { inject } from '@adonisjs/core'
import { Emitter } from '@adonisjs/core/events'
import { Logger } from '@adonisjs/core/logger'
import type { EventsList } from '@adonisjs/core/types'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import MessageEscalated, { type Escalation } from '#events/message_escalated'
import { MessageStatuses } from '#messages/message_status'
import { appendRemarks } from '#messages/message_events'
import type { Update } from '#storage/dialects/dialect'
import { idList } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

/**
 * Tells people that a message has used up its automatic retries, once in its life: a requeued
 * message that fails again is not announced.
 */
@inject()
export class EscalateMessages {
  constructor(
    private readonly logger: Logger,
    private readonly emitter: Emitter<EventsList>
  ) {}

  /**
   * Call it in the transaction that gave the messages up. `actors`: who gave up which message.
   * Returns what to announce after the commit.
   */
  async write(
    trx: TransactionClientContract,
    actors: Map<number, string>,
    now: string
  ): Promise<Escalation[]> {
    if (actors.size === 0) return []
    const escalations = await updateRows<Escalation>(trx, escalation(trx), {
      ids: JSON.stringify([...actors.keys()]),
      now,
    })
    await appendRemarks(
      trx,
      escalations.map(({ messageId, type, retryCount }) => ({
        messageId,
        at: now,
        actor: actors.get(messageId)!,
        status: MessageStatuses.dead_letter,
        reason: 'message_escalated',
        detail: JSON.stringify({ type, retryCount }),
      }))
    )
    return escalations
  }

  /** Logs and emits the escalations. A failing listener is logged; the message stays escalated. */
  async announce(escalations: Escalation[]): Promise<void> {
    for (const escalation of escalations) {
      const { messageId, type, retryCount } = escalation
      this.logger.warn(
        { ...escalation },
        `METRIC message_escalated ticket_id=${messageId} message_type=${type} retry_count=${retryCount}`
      )
      try {
        await this.emitter.emit(MessageEscalated, new MessageEscalated(escalation))
      } catch (error) {
        this.logger.error(
          { err: error, messageId: escalation.messageId },
          'a listener of message_escalated failed'
        )
      }
    }
  }
}

const escalation = (trx: TransactionClientContract): Update => ({
  table: 'sms_messages',
  set: 'escalated_at = :now',
  where: `id IN (${idList(trx)}) AND status = 'dead_letter' AND escalated_at IS NULL`,
  returning: 'id AS "messageId", message_type AS "type", retry_count AS "retryCount", reason',
})
