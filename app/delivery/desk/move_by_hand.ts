import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { auditSelection } from '#delivery/desk/audit_selection'
import {
  checkSelection,
  type CheckedSelection,
  type MessageSelection,
} from '#delivery/desk/message_selection'
import { moveSelected, type HandMove } from '#delivery/desk/move_selected'
import type { UnmatchedMessage } from '#delivery/desk/selected_messages'
import { walkSelection, type WalkOptions } from '#delivery/desk/walk_selection'
import type { MessageStatus } from '#models/message_status'
import { toSqlInstant } from '#storage/instants'
import { retryDeadlocks } from '#storage/retry_deadlocks'

/** What a person asks for when messages are to be closed or settled. */
export interface MoveRequest extends MessageSelection, WalkOptions {
  /** Who asks: `cli:name`, `user:id`, `token:id`. */
  actor: string
  /** Why, in the person's own words: kept in the event of each message. */
  note?: string
}

export interface MoveResult {
  matched: number
  moved: number
  /** Somebody else moved them between our look and our move. */
  changedMeanwhile: number
  /** By id: what is in another state, or nowhere. */
  unmatched: UnmatchedMessage[]
  stopped: boolean
}

/** A kind of move, where it may begin, and what it is called in the audit. */
export interface DeskMove extends HandMove {
  from: readonly MessageStatus[]
  action: string
}

/** Moves the messages that a person selected, page by page; it can be stopped between two pages. */
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
      const { left, ...walk } = await walkSelection(client, selection, request, async (page) => {
        const now = toSqlInstant(this.clock.now())
        const moved = await retryDeadlocks(() =>
          client.transaction((trx) => moveSelected(trx, page, move, { now, actor, note }))
        )
        result.moved += moved
        result.changedMeanwhile += page.length - moved
      })
      Object.assign(result, walk)
      result.changedMeanwhile += left
      return result
    } finally {
      /** Also when the database failed half-way: what was moved until then was moved by this person. */
      if (result.moved > 0) await this.#writeDown(request, move, selection, result)
    }
  }

  async #writeDown(
    { actor }: MoveRequest,
    { action, to: status }: DeskMove,
    selection: CheckedSelection,
    { unmatched, ...counts }: MoveResult
  ): Promise<void> {
    await auditSelection(this.db.connection(), {
      at: toSqlInstant(this.clock.now()),
      actor,
      action,
      selection,
      detail: { to: status, ...counts },
    })
    this.logger.info({ actor, action, status, ...counts }, 'messages moved by hand')
  }
}
