import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { hashOfSession } from '#access/sessions/user_sessions'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'
import { deleteRows } from '#storage/write_rows'

export interface EndedSessions {
  userId: number
  /** One of them; all if it is missing. */
  id?: number
  /** The session that asks stays. */
  exceptOf?: string
  actor: string
}

/** Signs somebody out elsewhere. */
@inject()
export class EndSessions {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** Returns how many were ended. */
  async run({ userId, id, exceptOf, actor }: EndedSessions): Promise<number> {
    return transaction(this.db.connection(), async (trx) => {
      const ended = await deleteRows(
        trx,
        {
          from: 'user_sessions',
          where: `user_id = :user AND hash <> :own${id === undefined ? '' : ' AND id = :id'}`,
          returning: 'id',
        },
        {
          user: userId,
          own: exceptOf === undefined ? '' : hashOfSession(exceptOf),
          ...(id !== undefined && { id }),
        }
      )
      if (ended.length > 0)
        await appendAuditEvent(trx, {
          at: toSqlInstant(this.clock.now()),
          actor,
          action: 'sessions_ended',
          subject: `user:${userId}`,
          detail: { sessions: ended.length },
        })
      return ended.length
    })
  }
}
