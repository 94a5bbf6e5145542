import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { MESSAGE_STATUSES, type MessageStatus } from '#messages/message_status'
import { toSqlInstant } from '#storage/instants'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'

/** Counts along an index stop here. */
const COUNT_AT_MOST = 10_000

/** The newest messages, among which states without an index are counted. */
const NEWEST = 20_000

export interface StateCount {
  count: number
  /** There may be more. */
  isMore: boolean
}

export type StateCounts = Record<MessageStatus, StateCount> & {
  /** Of the pending ones: those that are due. */
  due: StateCount
}

const WAITING = `${along('sms_messages_due')} AND priority IN (1, 2, 3)`
const ATTENTION = along('sms_messages_needs_attention')

/** States with an index of their own. */
const INDEXED: Partial<Record<MessageStatus | 'due', string>> = {
  pending: WAITING,
  due: `${WAITING} AND scheduled_at <= :now`,
  sending: along('sms_messages_sending'),
  failed: `${ATTENTION} AND status = 'failed'`,
  dead_letter: `${ATTENTION} AND status = 'dead_letter'`,
  unknown: `${ATTENTION} AND status = 'unknown'`,
}

/** How many messages are in each state; the cost is the same whatever the size of the table. */
@inject()
export class CountStates {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  async run(): Promise<StateCounts> {
    const client = this.db.connection()
    const now = toSqlInstant(this.clock.now())
    const counts = await this.#newest()
    for (const [state, where] of Object.entries(INDEXED)) {
      const [{ count }] = await query<{ count: number }>(
        client,
        `SELECT COUNT(*) AS count FROM (SELECT 1 FROM sms_messages WHERE ${where} LIMIT :cap) AS capped`,
        { cap: COUNT_AT_MOST, now }
      )
      counts[state as keyof StateCounts] = { count, isMore: count === COUNT_AT_MOST }
    }
    return counts
  }

  /** One walk in id order. */
  async #newest(): Promise<StateCounts> {
    const rows = await query<{ status: MessageStatus; count: number }>(
      this.db.connection(),
      `SELECT status, COUNT(*) AS count FROM (
         SELECT status FROM sms_messages ORDER BY id DESC LIMIT :newest) AS newest GROUP BY status`,
      { newest: NEWEST }
    )
    const isMore = rows.reduce((sum, { count }) => sum + count, 0) === NEWEST
    const counts = { due: { count: 0, isMore: false } } as StateCounts
    for (const status of MESSAGE_STATUSES)
      counts[status] = { count: rows.find((row) => row.status === status)?.count ?? 0, isMore }
    return counts
  }
}
