import { inject } from '@adonisjs/core'
import type { Secret } from '@adonisjs/core/helpers'
import { AccessToken } from '@adonisjs/auth/access_tokens'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import { Clock } from '#app/clock'
import type { ApiAbility } from '#app/api/api_abilities'
import { checkTokenRequest } from '#app/api/check_token_request'
import { SECRET_LENGTH, TOKEN_PREFIX, TOKEN_TYPE } from '#app/api/token_format'
import { appendAuditEvent } from '#storage/audit_events'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

export interface TokenRequest {
  /** Who will hold it. A second one of the same name is a further token of the same client. */
  name: string
  abilities: string[]
  /** Days from now after which it is refused. */
  days: number
  /** Who says so: `cli:name`, `user:id`. */
  actor: string
}

export interface IssuedToken {
  id: number
  name: string
  abilities: ApiAbility[]
  expiresAt: DateTime<true>
  /** Shown once: the database has its hash alone. */
  token: Secret<string>
}

/** Gives a client a token, and writes down who did and for what. */
@inject()
export class IssueToken {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** Throws `InvalidTokenRequest`. */
  async run(request: TokenRequest): Promise<IssuedToken> {
    const { name, abilities, days } = checkTokenRequest(request)
    const now = this.clock.now()
    const row = {
      type: TOKEN_TYPE,
      name,
      abilities: JSON.stringify(abilities),
      now: toSqlInstant(now),
      expires_at: toSqlInstant(now.plus({ days })),
    }
    const { secret, hash } = AccessToken.seed(SECRET_LENGTH)
    const { id, clientId } = await this.db.connection().transaction(async (trx) => {
      const stored = await insert(trx, { ...row, hash })
      await appendAuditEvent(trx, {
        at: row.now,
        actor: request.actor,
        action: 'token_created',
        subject: name,
        detail: { id: stored.id, abilities, expiresAt: row.expires_at },
      })
      return stored
    })
    const expiresAt = fromSqlInstant(row.expires_at)
    return { id, name, abilities, expiresAt, token: publicForm({ id, clientId, secret }) }
  }
}

async function insert(
  trx: TransactionClientContract,
  row: Record<'type' | 'name' | 'hash' | 'abilities' | 'now' | 'expires_at', string>
): Promise<{ id: number; clientId: number }> {
  const [client] = await query<{ id: number }>(
    trx,
    `INSERT INTO api_clients (name, created_at) VALUES (:name, :now)
     ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id`,
    { name: row.name, now: row.now }
  )
  const [token] = await query<{ id: number }>(
    trx,
    `INSERT INTO auth_access_tokens (tokenable_id, type, name, hash, abilities, created_at, updated_at, expires_at)
     VALUES (:client, :type, :name, :hash, :abilities, :now, :now, :expires_at) RETURNING id`,
    { ...row, client: client.id }
  )
  return { id: token.id, clientId: client.id }
}

function publicForm(of: { id: number; clientId: number; secret: Secret<string> }): Secret<string> {
  const anywhen = new Date(0)
  const token = new AccessToken({
    identifier: of.id,
    tokenableId: of.clientId,
    type: TOKEN_TYPE,
    prefix: TOKEN_PREFIX,
    secret: of.secret,
    name: null,
    hash: '',
    createdAt: anywhen,
    updatedAt: anywhen,
    lastUsedAt: null,
    expiresAt: null,
  })
  return token.value!
}
