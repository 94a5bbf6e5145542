import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { listedMessages, type ListedMessage } from './listed_message.js'
import { matchingIds, selectionBindings } from './matching_ids.js'
import { checkSelection, type MessageSelection } from './message_selection.js'
import { MESSAGE_STATUSES } from '#messages/message_status'
import { query } from '#storage/sql'

/** The most messages counted beyond a page: the cost must not grow with the table. */
const COUNT_AT_MOST = 10_000

export interface MessageListRequest extends MessageSelection {
  /** Messages on a page. */
  limit: number
  /** The `next` of the page before; omitted for the first. */
  before?: number
  /** Whether the reader may see whole numbers. */
  unmasked?: boolean
  /** False spares the count of what is beyond the page. */
  counted?: boolean
}

export interface MessageList {
  /** Newest first. */
  messages: ListedMessage[]
  /** How many match beyond this page, up to 10,000; `atLeast` if the counting stopped there. */
  more: { count: number; atLeast: boolean }
  /** For the next page; null on the last one. */
  next: number | null
  /** The programme's zone. */
  timezone: string
}

/** The messages of a filter, page by page. */
@inject()
export class ListMessages {
  constructor(
    private readonly db: Database,
    private readonly config: SmsSchedulerConfig
  ) {}

  /** @throws InvalidDeskRequest */
  async run({ limit, before, unmasked = false, counted = true, ...filter }: MessageListRequest) {
    const { timezone } = this.config
    const rules = { allowed: MESSAGE_STATUSES, byDefault: MESSAGE_STATUSES, timezone }
    const selection = checkSelection(filter, rules)
    const client = this.db.connection()
    const page = before === undefined ? undefined : (id: string) => `${id} < :before`
    const found = await query<{ id: number }>(
      client,
      `SELECT id FROM (${matchingIds(client, selection, page)}) AS matching ORDER BY id DESC LIMIT :take`,
      { ...selectionBindings(selection), before: before ?? null, take: limit + 1 }
    )
    const ids = found.slice(0, limit).map(({ id }) => id)
    const last = ids.at(-1)
    const isMore = found.length > limit && last !== undefined

    const count = isMore && counted ? await this.#countBefore(selection, last) : 0
    return {
      messages: await listedMessages(client, ids, { unmasked }),
      more: { count, atLeast: count === COUNT_AT_MOST },
      next: isMore ? last : null,
      timezone,
    } satisfies MessageList
  }

  async #countBefore(
    selection: Parameters<typeof selectionBindings>[0],
    before: number
  ): Promise<number> {
    const client = this.db.connection()
    const rest = matchingIds(client, selection, (id) => `${id} < :before`)
    const [{ count }] = await query<{ count: number }>(
      client,
      `SELECT COUNT(*) AS count FROM (SELECT id FROM (${rest}) AS matching LIMIT :cap) AS capped`,
      { ...selectionBindings(selection), before, cap: COUNT_AT_MOST }
    )
    return count
  }
}
