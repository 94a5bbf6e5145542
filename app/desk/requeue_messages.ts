import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { moveSelected, type HandMove } from './move_selected.js'
import type { CheckedSelection, MessageSelection } from './message_selection.js'
import { checkRequeue, type CheckedRequeue } from './requeue_request.js'
import { NO_REFUSALS, whyNotRequeued, type Refusals } from './requeue_verdict.js'
import type { SelectedMessage, UnmatchedMessage } from './selected_messages.js'
import { FORGET_RECEIPTS, keepFormerIds } from '#messages/former_ids'
import { auditSelection } from './audit_selection.js'
import { walkSelection, type WalkOptions } from './walk_selection.js'
import { MessageStatuses } from '#messages/message_status'
import { toSqlInstant } from '#storage/instants'
import type { ShortTurns } from '#storage/short_turns'

export interface RequeueRequest extends MessageSelection, WalkOptions {
  /** The actor: `cli:name`, `user:id`, `token:id`. */
  actor: string
  /**
   * Also requeues messages beyond the threshold of tries and, by id, messages that the operator may
   * already have.
   */
  force?: boolean
}

export interface RequeueResult {
  matched: number
  requeued: number
  refused: Refusals
  /** Selected by id, but not in a state that can be sent again. */
  unmatched: UnmatchedMessage[]
  stopped: boolean
}

interface Requeue {
  checked: CheckedRequeue
  request: RequeueRequest
  result: RequeueResult
}

/** With a new number or text the automatic retries start over; otherwise this is one more try. */
const EDITED = 'm.edited_attempt_count = m.attempt_count'

export const REQUEUE: HandMove = {
  to: MessageStatuses.pending,
  reason: 'requeued',
  set: `scheduled_at = :now,
      retry_count = CASE WHEN ${EDITED} THEN 0 ELSE m.retry_count END,
      retrying_since = CASE WHEN ${EDITED} THEN NULL ELSE m.retrying_since END,
      ${FORGET_RECEIPTS}`,
  condition: '(m.expires_at IS NULL OR m.expires_at > :now)',
}

/**
 * Sends failed messages again at a person's request: the same rows, due now, one more attempt each.
 * It can be stopped between two pages and run twice at once; each message is requeued once.
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
      const { left, ...walk } = await walkSelection(
        client,
        checked.selection,
        request,
        (page, turns) => this.#requeuePage(page, turns, { checked, request, result })
      )
      Object.assign(result, walk)
      result.refused.changedMeanwhile += left
      return result
    } finally {
      /** Also if the database failed halfway: this person did the moves up to then. */
      if (result.requeued > 0) await this.#writeDown(request, checked.selection, result)
    }
  }

  async #requeuePage(
    page: SelectedMessage[],
    turns: ShortTurns,
    { checked: { rules }, request: { actor }, result }: Requeue
  ): Promise<void> {
    const now = toSqlInstant(this.clock.now())
    const wanted: SelectedMessage[] = []
    for (const message of page) {
      const refusal = whyNotRequeued(message, { now, ...rules })
      if (refusal) result.refused[refusal] += 1
      else wanted.push(message)
    }
    if (wanted.length === 0) return

    const ids = wanted.map(({ id }) => id)
    const moved = await turns.take(
      async (trx) => {
        await keepFormerIds(trx, ids)
        return moveSelected(trx, wanted, REQUEUE, { now, actor })
      },
      { rows: ids.length }
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
