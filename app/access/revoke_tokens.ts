import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { ROW_ID } from '#values/row_id'
import { InvalidTokenRequest } from './errors.js'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'
import { deleteRows } from '#storage/write_rows'

export interface RevokedToken {
  id: number
  name: string
}

/** Revokes one token by its id, or all of a client by its name: their next request is refused. */
@inject()
export class RevokeTokens {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** Throws `InvalidTokenRequest` if there is none. */
  async run({ which, actor }: { which: string; actor: string }): Promise<RevokedToken[]> {
    const [where, value] = ROW_ID.test(which)
      ? ['id = :value', Number(which)]
      : ['name = :value', which]
    return transaction(this.db.connection(), async (trx) => {
      const revoked = await deleteRows<RevokedToken>(
        trx,
        { from: 'auth_access_tokens', where, returning: 'id, name' },
        { value }
      )
      if (revoked.length === 0)
        throw new InvalidTokenRequest(
          `There is no token with the id or name "${which}"; "node ace token:list" lists them`
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
