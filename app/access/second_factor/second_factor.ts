import { inject } from '@adonisjs/core'
import { Encryption } from '@adonisjs/core/encryption'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { hashOfRecoveryCode, newRecoveryCodes } from '#access/second_factor/recovery_codes'
import { stepOfCode } from '#access/second_factor/totp'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'
import { rowsOf } from '#storage/sql'
import { deleteRows, insertRows, updateRows } from '#storage/write_rows'

/** What the secret is encrypted for: nothing else that is encrypted can stand in for it. */
export const TOTP_PURPOSE = 'totp'

/** Gives an account a second factor, and takes it away. */
@inject()
export class SecondFactor {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly encryption: Encryption
  ) {}

  /**
   * Begins to ask for codes, once somebody has shown one. Returns the recovery codes, which are
   * shown once; null if the code is not right.
   */
  async add(request: { userId: number; secret: string; code: string }): Promise<string[] | null> {
    const { userId, secret, code } = request
    const step = stepOfCode({ secret, code, nowMs: this.clock.nowMs() })
    if (step === null) return null
    const codes = newRecoveryCodes()
    const now = toSqlInstant(this.clock.now())
    await transaction(this.db.connection(), async (trx) => {
      await updateRows(
        trx,
        {
          table: 'users',
          set: 'totp_secret = :secret, totp_used_step = :step, updated_at = :now',
          where: 'id = :id',
        },
        { id: userId, secret: this.encryption.encrypt(secret, undefined, TOTP_PURPOSE), step, now }
      )
      await this.#replaceCodes(trx, userId, codes)
      const actor = `user:${userId}`
      await appendAuditEvent(trx, { at: now, actor, action: 'second_factor_added', subject: actor })
    })
    return codes
  }

  /** By the person, or by an admin for somebody who lost their phone. */
  async remove({ userId, actor }: { userId: number; actor: string }): Promise<boolean> {
    const now = toSqlInstant(this.clock.now())
    return transaction(this.db.connection(), async (trx) => {
      const removed = await updateRows(
        trx,
        {
          table: 'users',
          set: 'totp_secret = NULL, totp_used_step = NULL, updated_at = :now',
          where: 'id = :id AND totp_secret IS NOT NULL',
          returning: 'id',
        },
        { id: userId, now }
      )
      if (removed.length === 0) return false
      await this.#replaceCodes(trx, userId, [])
      const subject = `user:${userId}`
      await appendAuditEvent(trx, { at: now, actor, action: 'second_factor_removed', subject })
      return true
    })
  }

  async #replaceCodes(
    trx: TransactionClientContract,
    userId: number,
    codes: string[]
  ): Promise<void> {
    await deleteRows(trx, { from: 'recovery_codes', where: 'user_id = :user' }, { user: userId })
    if (codes.length === 0) return
    const rows = codes.map((code) => ({ hash: hashOfRecoveryCode(code) }))
    await insertRows(
      trx,
      {
        into: 'recovery_codes',
        columns: 'user_id, hash',
        rows: `SELECT :user, r.hash FROM ${rowsOf(trx, 'r', { hash: 'text' })}`,
      },
      { user: userId, rows: JSON.stringify(rows) }
    )
  }
}
