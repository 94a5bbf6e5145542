import { inject } from '@adonisjs/core'
import type { Secret } from '@adonisjs/core/helpers'
import { symbols } from '@adonisjs/auth'
import { AccessToken } from '@adonisjs/auth/access_tokens'
import type { AccessTokensUserProviderContract } from '@adonisjs/auth/types/access_tokens'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { TOKEN_PREFIX, TOKEN_TYPE } from '#app/api/token_format'
import ApiClient from '#models/api_client'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** `last_used_at` is kept no more precisely, so that a request costs no write. */
const LAST_USED_MINUTES = 1

const ID = /^\d{1,15}$/

interface TokenRow {
  id: number
  tokenable_id: number
  name: string
  hash: string
  abilities: string
  created_at: string
  updated_at: string
  last_used_at: string | null
  expires_at: string
}

/**
 * What the guard `api` asks about tokens. In place of the package's own provider,
 * which writes at each use, keeps JavaScript dates (that SQLite compares with
 * nothing else here) and fails on PostgreSQL where the id is no number.
 */
@inject()
export class ApiTokens implements AccessTokensUserProviderContract<ApiClient> {
  declare [symbols.PROVIDER_REAL_USER]: ApiClient

  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** Nothing for a token that is unknown, revoked, altered or expired. */
  async verifyToken(value: Secret<string>): Promise<AccessToken | null> {
    const decoded = AccessToken.decode(TOKEN_PREFIX, value.release())
    if (!decoded || !ID.test(decoded.identifier)) return null

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

  /** Tokens have abilities of the list and an end: `IssueToken` and `RevokeTokens` see to that. */
  async createToken(): Promise<never> {
    throw new Error('Tokens are issued by app/api/issue_token.ts')
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
    await query(
      this.db.connection(),
      `UPDATE auth_access_tokens SET last_used_at = :now
       WHERE id = :id AND (last_used_at IS NULL OR last_used_at <= :before)`,
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
