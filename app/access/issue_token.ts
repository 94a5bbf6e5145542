import { inject } from '@adonisjs/core'
import type { Secret } from '@adonisjs/core/helpers'
import { AccessToken } from '@adonisjs/auth/access_tokens'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import type { ApiAbility } from './api_abilities.js'
import { checkTokenRequest } from './check_token_request.js'
import { checkTokenCaps } from './check_token_caps.js'
import { CAP_NAMES, type TokenCaps } from './token_caps.js'
import { SECRET_LENGTH, TOKEN_PREFIX, TOKEN_TYPE } from './token_format.js'
import { appendAuditEvent } from '#storage/audit_events'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'
import { insertRows } from '#storage/write_rows'

export interface TokenRequest {
  /** Who will hold it. A second token of the same name belongs to the same client. */
  name: string
  abilities: string[]
  /** Days until it expires. */
  days: number
  /** Where none is given, a safe one applies. */
  caps?: Partial<TokenCaps>
  /** The actor: `cli:name`, `user:id`. */
  actor: string
}

export interface IssuedToken {
  id: number
  name: string
  abilities: ApiAbility[]
  expiresAt: DateTime<true>
  caps: TokenCaps
  /** Shown once: the database only has its hash. */
  token: Secret<string>
}

/** Gives a client a token, and records who issued it and for what. */
@inject()
export class IssueToken {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** Throws `InvalidTokenRequest`. */
  async run(request: TokenRequest): Promise<IssuedToken> {
    const { name, abilities, days } = checkTokenRequest(request)
    const caps = checkTokenCaps(request.caps ?? {})
    const now = this.clock.now()
    const row = {
      ...caps,
      type: TOKEN_TYPE,
      name,
      abilities: JSON.stringify(abilities),
      now: toSqlInstant(now),
      expires_at: toSqlInstant(now.plus({ days })),
    }
    const { secret, hash } = AccessToken.seed(SECRET_LENGTH)
    const { id, clientId } = await transaction(this.db.connection(), async (trx) => {
      const stored = await insert(trx, { ...row, hash })
      await appendAuditEvent(trx, {
        at: row.now,
        actor: request.actor,
        action: 'token_created',
        subject: name,
        detail: { id: stored.id, abilities, expiresAt: row.expires_at, caps },
      })
      return stored
    })
    const expiresAt = fromSqlInstant(row.expires_at)
    return { id, name, abilities, expiresAt, caps, token: publicForm({ id, clientId, secret }) }
  }
}

async function insert(
  trx: TransactionClientContract,
  row: Record<'type' | 'name' | 'hash' | 'abilities' | 'now' | 'expires_at', string> & TokenCaps
): Promise<{ id: number; clientId: number }> {
  const [client] = await insertRows<Pick<Rows['api_clients'], 'id'>>(
    trx,
    {
      into: 'api_clients',
      columns: 'name, created_at',
      rows: 'VALUES (:name, :now)',
      onConflict: { key: 'name', set: 'name = excluded.name' },
      returning: 'id',
    },
    { name: row.name, now: row.now }
  )
  const [token] = await insertRows<Pick<Rows['auth_access_tokens'], 'id'>>(
    trx,
    {
      into: 'auth_access_tokens',
      columns: `tokenable_id, type, name, hash, abilities, created_at, updated_at, expires_at, ${CAP_NAMES.join(', ')}`,
      rows: `VALUES (:client, :type, :name, :hash, :abilities, :now, :now, :expires_at, ${CAP_NAMES.map((name) => `:${name}`).join(', ')})`,
      returning: 'id',
    },
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
