import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { listedMessages, type ListedMessage } from './listed_message.js'
import { matchingIds, selectionBindings } from './matching_ids.js'
import { checkSelection } from './message_selection.js'
import type { DeskMove, MoveRequest } from './move_by_hand.js'
import { extentOf, unmatchedOf, type UnmatchedMessage } from './selected_messages.js'
import { query } from '#storage/sql'

/** How many messages are shown as examples. */
const EXAMPLES = 5

export interface MovePreview {
  /** How many would be moved. */
  matched: number
  /** The newest of them, with masked numbers. */
  examples: ListedMessage[]
  /** Selected by id, but in another state or missing. */
  unmatched: UnmatchedMessage[]
  /** The programme's zone. */
  timezone: string
}

/** What a move by hand would move. Changes nothing. */
@inject()
export class PreviewMoves {
  constructor(
    private readonly db: Database,
    private readonly config: SmsSchedulerConfig
  ) {}

  /** @throws InvalidDeskRequest */
  async run(
    request: Omit<MoveRequest, 'actor'>,
    { from }: Pick<DeskMove, 'from'>
  ): Promise<MovePreview> {
    const client = this.db.connection()
    const { timezone } = this.config
    const selection = checkSelection(request, { allowed: from, timezone })
    const { matched } = await extentOf(client, selection)
    const newest = await query<{ id: number }>(
      client,
      `SELECT id FROM (${matchingIds(client, selection)}) AS matching ORDER BY id DESC LIMIT :take`,
      { ...selectionBindings(selection), take: EXAMPLES }
    )
    const ids = newest.map(({ id }) => id)
    return {
      matched,
      examples: await listedMessages(client, ids, { unmasked: false }),
      unmatched: await unmatchedOf(client, selection),
      timezone,
    }
  }
}
