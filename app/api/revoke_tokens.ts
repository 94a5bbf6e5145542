import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { InvalidTokenRequest } from '#app/api/errors'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

const ID = /^\d{1,15}$/

export interface RevokedToken {
  id: number
  name: string
}

/** Takes back one token by its id, or all of a client by its name: the next request with it is refused. */
@inject()
export class RevokeTokens {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** Throws `InvalidTokenRequest` where there is none. */
  async run({ which, actor }: { which: string; actor: string }): Promise<RevokedToken[]> {
    const [where, value] = ID.test(which)
      ? ['id = :value', Number(which)]
      : ['name = :value', which]
    return this.db.connection().transaction(async (trx) => {
      const revoked = await query<RevokedToken>(
        trx,
        `DELETE FROM auth_access_tokens WHERE ${where} RETURNING id, name`,
        { value }
      )
      if (revoked.length === 0)
        throw new InvalidTokenRequest(
          `There is no token with the id or name "${which}"; "node ace token:list" shows them`
        )
      for (const { id, name } of revoked) {
        const at = toSqlInstant(this.clock.now())
        await appendAuditEvent(trx, {
          at,
          actor,
          action: 'token_revoked',
          subject: name,
          detail: { id },
        })
      }
      return revoked
    })
  }
}
