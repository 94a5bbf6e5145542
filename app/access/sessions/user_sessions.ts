import { createHash } from 'node:crypto'
import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { SignInSettings } from '#access/sign_in_settings'
import { endsOf } from '#access/sessions/session_limits'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { deleteRows, insertRows, updateRows } from '#storage/write_rows'

/** The precision of `last_seen_at`, so that most requests need no write. */
const LAST_SEEN_MINUTES = 1

export interface NewSession {
  id: string
  userId: number
  /** Encrypted. */
  content: string
  /** Somebody chose to stay signed in. */
  stays: boolean
  address: string
  /** The User-Agent header. */
  browser: string
}

export type StoredSession = Pick<
  Rows['user_sessions'],
  'hash' | 'user_id' | 'content' | 'stays' | 'last_seen_at' | 'expires_at'
>

/** The rows of sessions. One that was ended is never written again. */
@inject()
export class UserSessions {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly settings: SignInSettings
  ) {}

  /** Undefined if it does not exist, was ended, or is over. */
  async find(id: string): Promise<StoredSession | undefined> {
    const [row] = await query<StoredSession>(
      this.db.connection(),
      `SELECT hash, user_id, content, stays, last_seen_at, expires_at FROM user_sessions
       WHERE hash = :hash AND idle_until > :now`,
      { hash: hashOfSession(id), now: toSqlInstant(this.clock.now()) }
    )
    return row
  }

  async insert({ id, userId, content, stays, address, browser }: NewSession): Promise<void> {
    const now = this.clock.now()
    const { idleUntil, expiresAt } = endsOf(now, this.settings.limitsOf(stays))
    await insertRows(
      this.db.connection(),
      {
        into: 'user_sessions',
        columns:
          'hash, user_id, content, stays, address, browser, created_at, last_seen_at, idle_until, expires_at',
        rows: `VALUES (:hash, :user, :content, ${stays ? 'TRUE' : 'FALSE'}, :address, :browser, :now, :now, :idle_until, :expires_at)`,
      },
      {
        hash: hashOfSession(id),
        user: userId,
        content,
        address: address.slice(0, 45),
        browser: browser.slice(0, 200),
        now: toSqlInstant(now),
        idle_until: toSqlInstant(idleUntil),
        expires_at: toSqlInstant(expiresAt),
      }
    )
  }

  /** Another content; it is in use. */
  async update(session: StoredSession, content: string): Promise<void> {
    await this.#write(session, { set: 'content = :content', where: 'hash = :hash' }, { content })
  }

  /** Remembers that it is in use. */
  async touch(session: StoredSession): Promise<void> {
    const before = toSqlInstant(this.clock.now().minus({ minutes: LAST_SEEN_MINUTES }))
    if (session.last_seen_at > before) return
    await this.#write(session, { where: 'hash = :hash AND last_seen_at <= :before' }, { before })
  }

  async #write(
    { hash, stays, expires_at: expiresAt }: StoredSession,
    { set, where }: { set?: string; where: string },
    bindings: Record<string, string>
  ): Promise<void> {
    const now = this.clock.now()
    const limits = this.settings.limitsOf(Boolean(stays))
    const { idleUntil } = endsOf(now, limits, fromSqlInstant(expiresAt))
    await updateRows(
      this.db.connection(),
      {
        table: 'user_sessions',
        set: ['last_seen_at = :now', 'idle_until = :idle_until', set].filter(Boolean).join(', '),
        where,
      },
      { hash, now: toSqlInstant(now), idle_until: toSqlInstant(idleUntil), ...bindings }
    )
  }

  async delete(id: string): Promise<void> {
    await deleteRows(
      this.db.connection(),
      { from: 'user_sessions', where: 'hash = :hash' },
      { hash: hashOfSession(id) }
    )
  }
}

/** What is stored of the id in a cookie: the table alone lets no reader sign in. */
export function hashOfSession(id: string): string {
  return createHash('sha256').update(id).digest('hex')
}
