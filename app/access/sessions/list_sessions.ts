import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { DateTime } from 'luxon'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { hashOfSession } from '#access/sessions/user_sessions'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** The newest. */
const MOST_SESSIONS = 50

export interface ListedSession {
  id: number
  address: string
  /** The User-Agent header. */
  browser: string
  createdAt: DateTime<true>
  /** To the minute. */
  lastSeenAt: DateTime<true>
  /** The session that asks. */
  isOwn: boolean
}

type Row = Pick<
  Rows['user_sessions'],
  'id' | 'hash' | 'address' | 'browser' | 'created_at' | 'last_seen_at'
>

/** Where somebody is signed in. */
@inject()
export class ListSessions {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** `sessionId`: the session that asks. */
  async run({ userId, sessionId }: { userId: number; sessionId: string }) {
    const rows = await query<Row>(
      this.db.connection(),
      `SELECT id, hash, address, browser, created_at, last_seen_at FROM user_sessions
       WHERE user_id = :user AND idle_until > :now
       ORDER BY last_seen_at DESC, id DESC LIMIT ${MOST_SESSIONS}`,
      { user: userId, now: toSqlInstant(this.clock.now()) }
    )
    const own = hashOfSession(sessionId)
    return rows.map((row): ListedSession => ({
      id: row.id,
      address: row.address,
      browser: row.browser,
      createdAt: fromSqlInstant(row.created_at),
      lastSeenAt: fromSqlInstant(row.last_seen_at),
      isOwn: row.hash === own,
    }))
  }
}
