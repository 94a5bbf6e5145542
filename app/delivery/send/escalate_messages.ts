import { inject } from '@adonisjs/core'
import { Emitter } from '@adonisjs/core/events'
import { Logger } from '@adonisjs/core/logger'
import type { EventsList } from '@adonisjs/core/types'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import MessageEscalated, { type Escalation } from '#events/message_escalated'
import { MessageStatuses } from '#models/message_status'
import { appendMessageEvents, type MessageEvent } from '#storage/message_events'
import { idList, query } from '#storage/sql'

/**
 * Tells people that automatic retries of a message are used up, once in its life:
 * one that is requeued and dies again is not news.
 */
@inject()
export class EscalateMessages {
  constructor(
    private readonly logger: Logger,
    private readonly emitter: Emitter<EventsList>
  ) {}

  /** Belongs in the transaction of the moves. Returns what to announce once it is committed. */
  async write(
    trx: TransactionClientContract,
    moves: MessageEvent[],
    now: string
  ): Promise<Escalation[]> {
    const deadLetters = moves.filter(({ to }) => to === MessageStatuses.dead_letter)
    if (deadLetters.length === 0) return []
    const actors = new Map(deadLetters.map(({ messageId, actor }) => [messageId, actor]))
    const escalations = await query<Escalation>(trx, escalate(idList(trx)), {
      ids: JSON.stringify([...actors.keys()]),
      now,
    })
    await appendMessageEvents(
      trx,
      escalations.map(({ messageId, type, retryCount }) => ({
        messageId,
        at: now,
        actor: actors.get(messageId)!,
        from: MessageStatuses.dead_letter,
        to: MessageStatuses.dead_letter,
        reason: 'message_escalated',
        detail: JSON.stringify({ type, retryCount }),
      }))
    )
    return escalations
  }

  /** Says it in the log and to whoever listens. A listener that fails is logged: the message stays escalated. */
  async announce(escalations: Escalation[]): Promise<void> {
    for (const escalation of escalations) {
      this.logger.warn({ ...escalation }, 'message_escalated')
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

const escalate = (ids: string) => `
  UPDATE sms_messages SET escalated_at = :now
  WHERE id IN (${ids}) AND status = 'dead_letter' AND escalated_at IS NULL
  RETURNING id AS "messageId", message_type AS "type", retry_count AS "retryCount", reason`
