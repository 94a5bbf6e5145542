import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { auditSelection } from './audit_selection.js'
import {
  checkSelection,
  type CheckedSelection,
  type MessageSelection,
} from './message_selection.js'
import { moveSelected, type HandMove } from './move_selected.js'
import type { UnmatchedMessage } from './selected_messages.js'
import { walkSelection, type WalkOptions } from './walk_selection.js'
import type { MessageStatus } from '#messages/message_status'
import type { AuditAction } from '#storage/audit/audit_actions'
import { toSqlInstant } from '#storage/instants'

/** A person's request to close or settle messages. */
export interface MoveRequest extends MessageSelection, WalkOptions {
  /** The actor: `cli:name`, `user:id`, `token:id`. */
  actor: string
  /** The reason in the person's words, stored in the event of each message. */
  note?: string
}

export interface MoveResult {
  matched: number
  moved: number
  /** Moved by someone else between the read and the move. */
  changedMeanwhile: number
  /** Selected by id, but in another state or missing. */
  unmatched: UnmatchedMessage[]
  stopped: boolean
}

/** A kind of move: the states it starts from, and its name in the audit log. */
export interface DeskMove extends HandMove {
  from: readonly MessageStatus[]
  action: AuditAction
}

/** Moves the messages of a selection, page by page; it can be stopped between two pages. */
@inject()
export class MoveByHand {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly logger: Logger
  ) {}

  /** @throws InvalidDeskRequest */
  async run(request: MoveRequest, move: DeskMove): Promise<MoveResult> {
    const client = this.db.connection()
    const { timezone } = this.config
    const { actor, note } = request
    const selection = checkSelection(request, { allowed: move.from, timezone })
    const result: MoveResult = {
      matched: 0,
      moved: 0,
      changedMeanwhile: 0,
      unmatched: [],
      stopped: true,
    }
    try {
      const { left, ...walk } = await walkSelection(
        client,
        selection,
        request,
        async (page, turns) => {
          const now = toSqlInstant(this.clock.now())
          const moved = await turns.take(
            (trx) => moveSelected(trx, page, move, { now, actor, note }),
            { rows: page.length }
          )
          result.moved += moved
          result.changedMeanwhile += page.length - moved
        }
      )
      Object.assign(result, walk)
      result.changedMeanwhile += left
      return result
    } finally {
      /** Also if the database failed halfway: this person did the moves up to then. */
      if (result.moved > 0) await this.#writeDown(request, move, selection, result)
    }
  }

  async #writeDown(
    { actor, note: reason }: MoveRequest,
    { action, to: status }: DeskMove,
    selection: CheckedSelection,
    { unmatched, ...counts }: MoveResult
  ): Promise<void> {
    await auditSelection(this.db.connection(), {
      at: toSqlInstant(this.clock.now()),
      actor,
      action,
      selection,
      detail: { to: status, ...counts, reason },
    })
    this.logger.info({ actor, action, status, ...counts }, 'messages moved by hand')
  }
}
