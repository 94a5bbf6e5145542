import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'
import { updateRows } from '#storage/write_rows'

/** Records that somebody signed in. */
@inject()
export class RecordSignIn {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  async run({ userId, by }: { userId: number; by: 'password' | 'code' | 'recovery_code' }) {
    const now = toSqlInstant(this.clock.now())
    await transaction(this.db.connection(), async (trx) => {
      await updateRows(
        trx,
        { table: 'users', set: 'last_signed_in_at = :now', where: 'id = :id' },
        { id: userId, now }
      )
      const actor = `user:${userId}`
      await appendAuditEvent(trx, { at: now, actor, action: 'signed_in', detail: { by } })
    })
  }
}
