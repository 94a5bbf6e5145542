import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { DateTime } from 'luxon'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { CAP_NAMES, type CapName, type TokenCaps } from './token_caps.js'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

export interface ListedToken {
  id: number
  name: string
  abilities: string[]
  createdAt: DateTime<true>
  expiresAt: DateTime<true>
  expired: boolean
  /** To the minute; null if it was never used. */
  lastUsedAt: DateTime<true> | null
  caps: TokenCaps
}

type Row = Pick<
  Rows['auth_access_tokens'],
  'id' | 'name' | 'abilities' | 'created_at' | 'expires_at' | 'last_used_at' | CapName
>

/** All tokens that are not revoked, including expired ones, by name. */
@inject()
export class ListTokens {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  async run(): Promise<ListedToken[]> {
    const now = toSqlInstant(this.clock.now())
    const rows = await query<Row>(
      this.db.connection(),
      `SELECT id, name, abilities, created_at, expires_at, last_used_at,
         ${CAP_NAMES.join(', ')}
       FROM auth_access_tokens ORDER BY name, id`
    )
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      abilities: JSON.parse(row.abilities),
      createdAt: fromSqlInstant(row.created_at),
      expiresAt: fromSqlInstant(row.expires_at),
      expired: row.expires_at <= now,
      lastUsedAt: row.last_used_at ? fromSqlInstant(row.last_used_at) : null,
      caps: Object.fromEntries(CAP_NAMES.map((cap) => [cap, row[cap]])) as TokenCaps,
    }))
  }
}
