import { inject } from '@adonisjs/core'
import { Hash } from '@adonisjs/core/hash'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { hashOfSession } from '#access/sessions/user_sessions'
import { CheckPassword } from '#access/sign_in/check_password'
import { TryLimits } from '#access/sign_in/try_limits'
import { checkNewPassword } from '#access/users/check_new_password'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { deleteRows, updateRows } from '#storage/write_rows'

export interface PasswordChange {
  userId: number
  present: string
  wanted: string
  /** The session that stays. */
  sessionId: string
  /** Of the caller. */
  address: string
}

/** Changes one's own password and ends one's other sessions. */
@inject()
export class ChangePassword {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly hash: Hash,
    private readonly limits: TryLimits,
    private readonly passwords: CheckPassword
  ) {}

  /** `wrong`: the present password; `paused`: too often. @throws InvalidUserRequest */
  async run(change: PasswordChange): Promise<'changed' | 'wrong' | 'paused'> {
    const { userId, present, wanted, address } = change
    const account = await this.#find(userId)
    checkNewPassword(wanted, account)
    const trier = { address, email: account.email }
    const { pausedUntil } = await this.limits.take(trier)
    if (pausedUntil) return 'paused'
    if (!(await this.passwords.run(present, account.password))) return 'wrong'
    await this.limits.forgive(trier)
    await this.#store(change, await this.hash.make(wanted))
    return 'changed'
  }

  async #find(id: number) {
    const [account] = await query<Pick<Rows['users'], 'email' | 'name' | 'password'>>(
      this.db.connection(),
      'SELECT email, name, password FROM users WHERE id = :id',
      { id }
    )
    return account
  }

  async #store({ userId, sessionId }: PasswordChange, password: string): Promise<void> {
    const now = toSqlInstant(this.clock.now())
    await transaction(this.db.connection(), async (trx) => {
      await updateRows(
        trx,
        {
          table: 'users',
          set: 'password = :password, password_changed_at = :now, updated_at = :now',
          where: 'id = :id',
        },
        { id: userId, password, now }
      )
      await deleteRows(
        trx,
        { from: 'user_sessions', where: 'user_id = :id AND hash <> :own' },
        { id: userId, own: hashOfSession(sessionId) }
      )
      const actor = `user:${userId}`
      await appendAuditEvent(trx, { at: now, actor, action: 'password_changed', subject: actor })
    })
  }
}
