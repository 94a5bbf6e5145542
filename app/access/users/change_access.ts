import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import type { Role } from '#access/roles'
import { dialectOf } from '#storage/dialect_of'
import { appendAuditEvent, type AuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { deleteRows, updateRows } from '#storage/write_rows'

/**
 * `unchanged`: it was so already, or another admin was faster. `last_admin`: no admin would be left.
 */
export type AccessOutcome = 'changed' | 'unchanged' | 'last_admin'

type Account = Pick<Rows['users'], 'id' | 'role' | 'disabled_at'>

interface Change {
  userId: number
  actor: string
}

/** What somebody may do, and whether they may sign in at all. */
@inject()
export class ChangeAccess {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** `from`: the role that the caller saw. */
  async changeRole({ userId, from, to, actor }: Change & { from: Role; to: Role }) {
    return this.#change(userId, async (trx, account, others) => {
      if (account.role !== from || from === to) return 'unchanged'
      if (from === 'admin' && account.disabled_at === null && others === 0) return 'last_admin'
      await this.#set(trx, userId, 'role = :role', { role: to })
      await this.#record(trx, { actor, userId, action: 'user_role_changed', detail: { from, to } })
      return 'changed'
    })
  }

  /** Ends their sessions, too. */
  async disable({ userId, actor }: Change) {
    return this.#change(userId, async (trx, account, others) => {
      if (account.disabled_at !== null) return 'unchanged'
      if (account.role === 'admin' && others === 0) return 'last_admin'
      await this.#set(trx, userId, 'disabled_at = :now', {})
      await deleteRows(trx, { from: 'user_sessions', where: 'user_id = :id' }, { id: userId })
      await this.#record(trx, { actor, userId, action: 'user_disabled' })
      return 'changed'
    })
  }

  async enable({ userId, actor }: Change) {
    return this.#change(userId, async (trx, account) => {
      if (account.disabled_at === null) return 'unchanged'
      await this.#set(trx, userId, 'disabled_at = NULL', {})
      await this.#record(trx, { actor, userId, action: 'user_enabled' })
      return 'changed'
    })
  }

  /** Locks the admins, so that two of them cannot remove each other. */
  #change(
    id: number,
    work: (
      trx: TransactionClientContract,
      account: Account,
      otherAdmins: number
    ) => Promise<AccessOutcome>
  ): Promise<AccessOutcome> {
    return transaction(
      this.db.connection(),
      async (trx) => {
        const accounts = await query<Account>(
          trx,
          `SELECT id, role, disabled_at FROM users WHERE role = 'admin' OR id = :id
           ORDER BY id ${dialectOf(trx).lock()}`,
          { id }
        )
        const account = accounts.find((one) => one.id === id)
        if (!account) return 'unchanged'
        const others = accounts.filter(
          (one) => one.id !== id && one.role === 'admin' && one.disabled_at === null
        )
        return work(trx, account, others.length)
      },
      { readsFirst: true }
    )
  }

  async #set(
    trx: TransactionClientContract,
    id: number,
    set: string,
    bindings: Record<string, string>
  ): Promise<void> {
    await updateRows(
      trx,
      { table: 'users', set: `${set}, updated_at = :now`, where: 'id = :id' },
      { id, now: toSqlInstant(this.clock.now()), ...bindings }
    )
  }

  async #record(
    trx: TransactionClientContract,
    { userId, ...event }: Pick<AuditEvent, 'actor' | 'action' | 'detail'> & { userId: number }
  ): Promise<void> {
    const at = toSqlInstant(this.clock.now())
    await appendAuditEvent(trx, { at, subject: `user:${userId}`, ...event })
  }
}
