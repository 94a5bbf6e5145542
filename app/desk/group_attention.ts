import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { MessageStatus } from '#messages/message_status'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'

/** The most messages that are grouped: the cost must not grow with what was left undone. */
const GROUPED_AT_MOST = 50_000

export interface AttentionGroup {
  status: MessageStatus
  reason: string | null
  count: number
}

export interface Attention {
  /** Largest first. */
  groups: AttentionGroup[]
  /** There are more messages than were grouped. */
  isCut: boolean
}

/** Failed, given up and unknown messages by reason. Walks sms_messages_needs_attention. */
@inject()
export class GroupAttention {
  constructor(private readonly db: Database) {}

  async run(): Promise<Attention> {
    const groups = await query<AttentionGroup>(
      this.db.connection(),
      `SELECT status, reason, COUNT(*) AS count FROM (
         SELECT status, reason FROM sms_messages
         WHERE ${along('sms_messages_needs_attention')} LIMIT :cap) AS needy
       GROUP BY status, reason ORDER BY count DESC, status, reason`,
      { cap: GROUPED_AT_MOST }
    )
    const total = groups.reduce((sum, { count }) => sum + count, 0)
    return { groups, isCut: total === GROUPED_AT_MOST }
  }
}
