import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { moveSelected, type HandMove } from '#delivery/desk/move_selected'
import type { CheckedSelection, MessageSelection } from '#delivery/desk/message_selection'
import { checkRequeue, type CheckedRequeue } from '#delivery/desk/requeue_request'
import { NO_REFUSALS, whyNotRequeued, type Refusals } from '#delivery/desk/requeue_verdict'
import type { SelectedMessage, UnmatchedMessage } from '#delivery/desk/selected_messages'
import { FORGET_RECEIPTS, keepFormerIds } from '#delivery/send_again'
import { auditSelection } from '#delivery/desk/audit_selection'
import { walkSelection, type WalkOptions } from '#delivery/desk/walk_selection'
import { MessageStatuses } from '#models/message_status'
import { toSqlInstant } from '#storage/instants'
import { retryDeadlocks } from '#storage/retry_deadlocks'

export interface RequeueRequest extends MessageSelection, WalkOptions {
  /** Who asks: `cli:name`, `user:id`, `token:id`. */
  actor: string
  /** Also beyond the threshold of tries, and also, by id, what the operator may have already. */
  force?: boolean
}

export interface RequeueResult {
  matched: number
  requeued: number
  refused: Refusals
  /** By id: what cannot be sent again, in the state it is in. */
  unmatched: UnmatchedMessage[]
  stopped: boolean
}

/** With another number or text the automatic retries begin anew; otherwise this is one more try. */
const EDITED = 'm.edited_attempt_count = m.attempt_count'

const REQUEUE: HandMove = {
  to: MessageStatuses.pending,
  reason: 'requeued',
  set: `scheduled_at = :now,
      retry_count = CASE WHEN ${EDITED} THEN 0 ELSE m.retry_count END,
      retrying_since = CASE WHEN ${EDITED} THEN NULL ELSE m.retrying_since END,
      ${FORGET_RECEIPTS}`,
  condition: '(m.expires_at IS NULL OR m.expires_at > :now)',
}

/**
 * A person sends messages again that failed: the same rows, due now, one more
 * attempt each. It can be stopped between two pages and run twice at once; each
 * message is requeued once.
 */
@inject()
export class RequeueMessages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly logger: Logger
  ) {}

  /** @throws InvalidDeskRequest */
  async run(request: RequeueRequest): Promise<RequeueResult> {
    const checked = checkRequeue(request, this.config)
    const client = this.db.connection()
    const result: RequeueResult = {
      matched: 0,
      requeued: 0,
      refused: { ...NO_REFUSALS },
      unmatched: [],
      stopped: true,
    }
    try {
      const { left, ...walk } = await walkSelection(client, checked.selection, request, (page) =>
        this.#requeuePage(page, checked, request.actor, result)
      )
      Object.assign(result, walk)
      result.refused.changedMeanwhile += left
      return result
    } finally {
      /** Also when the database failed half-way: what was moved until then was moved by this person. */
      if (result.requeued > 0) await this.#writeDown(request, checked.selection, result)
    }
  }

  async #requeuePage(
    page: SelectedMessage[],
    { rules }: CheckedRequeue,
    actor: string,
    result: RequeueResult
  ): Promise<void> {
    const now = toSqlInstant(this.clock.now())
    const wanted: SelectedMessage[] = []
    for (const message of page) {
      const refusal = whyNotRequeued(message, { now, ...rules })
      if (refusal) result.refused[refusal] += 1
      else wanted.push(message)
    }
    if (wanted.length === 0) return

    const moved = await retryDeadlocks(() =>
      this.db.connection().transaction(async (trx) => {
        await keepFormerIds(
          trx,
          wanted.map(({ id }) => id)
        )
        return moveSelected(trx, wanted, REQUEUE, { now, actor })
      })
    )
    result.requeued += moved
    result.refused.changedMeanwhile += wanted.length - moved
  }

  async #writeDown(
    { actor, force = false }: RequeueRequest,
    selection: CheckedSelection,
    { unmatched, ...counts }: RequeueResult
  ): Promise<void> {
    await auditSelection(this.db.connection(), {
      at: toSqlInstant(this.clock.now()),
      actor,
      action: 'messages_requeued',
      selection,
      detail: { force, ...counts },
    })
    this.logger.info({ actor, force, ...counts }, 'messages requeued')
  }
}
