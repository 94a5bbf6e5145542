import { inject } from '@adonisjs/core'
import { Hash } from '@adonisjs/core/hash'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { randomPassword } from '#access/users/random_password'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'
import { deleteRows, updateRows } from '#storage/write_rows'

/** Gives somebody who forgot theirs a new password, and ends all their sessions. */
@inject()
export class RenewPassword {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly hash: Hash
  ) {}

  /** The new password, which is not stored; null if there is no such account. */
  async run({ userId, actor }: { userId: number; actor: string }): Promise<string | null> {
    const wanted = randomPassword()
    const password = await this.hash.make(wanted)
    const now = toSqlInstant(this.clock.now())
    return transaction(this.db.connection(), async (trx) => {
      const changed = await updateRows(
        trx,
        {
          table: 'users',
          set: 'password = :password, password_changed_at = :now, updated_at = :now',
          where: 'id = :id',
          returning: 'id',
        },
        { id: userId, password, now }
      )
      if (changed.length === 0) return null
      await deleteRows(trx, { from: 'user_sessions', where: 'user_id = :id' }, { id: userId })
      await appendAuditEvent(trx, {
        at: now,
        actor,
        action: 'password_renewed',
        subject: `user:${userId}`,
      })
      return wanted
    })
  }
}
