import { inject } from '@adonisjs/core'
import type { Secret } from '@adonisjs/core/helpers'
import { symbols } from '@adonisjs/auth'
import { AccessToken } from '@adonisjs/auth/access_tokens'
import type { AccessTokensUserProviderContract } from '@adonisjs/auth/types/access_tokens'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { ROW_ID } from '#values/row_id'
import { TOKEN_PREFIX, TOKEN_TYPE } from './token_format.js'
import ApiClient from '#models/api_client'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

/** The precision of `last_used_at`, so that most requests need no write. */
const LAST_USED_MINUTES = 1

type TokenRow = Pick<
  Rows['auth_access_tokens'],
  | 'id'
  | 'tokenable_id'
  | 'name'
  | 'hash'
  | 'abilities'
  | 'created_at'
  | 'updated_at'
  | 'last_used_at'
  | 'expires_at'
>

/**
 * Tokens for the guard `api`. Replaces the package's own provider, which writes at each use, stores
 * JavaScript dates (which do not compare with our instants on SQLite) and fails on PostgreSQL if
 * the id is not a number.
 */
@inject()
export class ApiTokens implements AccessTokensUserProviderContract<ApiClient> {
  declare [symbols.PROVIDER_REAL_USER]: ApiClient

  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** Null for a token that is unknown, revoked, altered or expired. */
  async verifyToken(value: Secret<string>): Promise<AccessToken | null> {
    const decoded = AccessToken.decode(TOKEN_PREFIX, value.release())
    if (!decoded || !ROW_ID.test(decoded.identifier)) return null

    const row = await this.#find(Number(decoded.identifier))
    if (!row) return null
    const token = toAccessToken(row)
    if (!token.verify(decoded.secret)) return null
    await this.#rememberUse(row)
    return token
  }

  async findById(id: string | number | bigint) {
    const client = await ApiClient.find(Number(id))
    return client && this.createUserForGuard(client)
  }

  async createUserForGuard(client: ApiClient) {
    return { getId: () => client.id, getOriginal: () => client }
  }

  /** Tokens have listed abilities and an expiry: `IssueToken` and `RevokeTokens` ensure that. */
  async createToken(): Promise<never> {
    throw new Error('Tokens are issued by app/access/issue_token.ts')
  }

  async invalidateToken(): Promise<never> {
    throw new Error('Tokens are revoked by app/api/revoke_tokens.ts')
  }

  async #find(id: number): Promise<TokenRow | undefined> {
    const [row] = await query<TokenRow>(
      this.db.connection(),
      `SELECT id, tokenable_id, name, hash, abilities, created_at, updated_at, last_used_at, expires_at
       FROM auth_access_tokens WHERE id = :id AND type = :type AND expires_at > :now`,
      { id, type: TOKEN_TYPE, now: toSqlInstant(this.clock.now()) }
    )
    return row
  }

  async #rememberUse({ id, last_used_at: lastUsedAt }: TokenRow): Promise<void> {
    const now = this.clock.now()
    const before = toSqlInstant(now.minus({ minutes: LAST_USED_MINUTES }))
    if (lastUsedAt !== null && lastUsedAt > before) return
    await updateRows(
      this.db.connection(),
      {
        table: 'auth_access_tokens',
        set: 'last_used_at = :now',
        where: 'id = :id AND (last_used_at IS NULL OR last_used_at <= :before)',
      },
      { id, before, now: toSqlInstant(now) }
    )
  }
}

function toAccessToken(row: TokenRow): AccessToken {
  const date = (instant: string) => fromSqlInstant(instant).toJSDate()
  return new AccessToken({
    identifier: row.id,
    tokenableId: row.tokenable_id,
    type: TOKEN_TYPE,
    name: row.name,
    hash: row.hash,
    abilities: JSON.parse(row.abilities),
    createdAt: date(row.created_at),
    updatedAt: date(row.updated_at),
    lastUsedAt: row.last_used_at ? date(row.last_used_at) : null,
    expiresAt: date(row.expires_at),
  })
}
