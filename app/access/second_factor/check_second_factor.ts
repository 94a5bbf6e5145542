import { inject } from '@adonisjs/core'
import { Encryption } from '@adonisjs/core/encryption'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { hashOfRecoveryCode } from '#access/second_factor/recovery_codes'
import { TOTP_PURPOSE } from '#access/second_factor/second_factor'
import { stepOfCode } from '#access/second_factor/totp'
import { TryLimits } from '#access/sign_in/try_limits'
import { query } from '#storage/sql'
import { deleteRows, updateRows } from '#storage/write_rows'

export interface CodeAttempt {
  userId: number
  /** Of an app, or a recovery code. */
  code: string
  /** Of the caller. */
  address: string
}

/** Checks the second factor of somebody whose password was right. */
@inject()
export class CheckSecondFactor {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly encryption: Encryption,
    private readonly limits: TryLimits
  ) {}

  async run(attempt: CodeAttempt): Promise<'code' | 'recovery_code' | 'wrong' | 'paused'> {
    const { userId, address } = attempt
    /** Not an e-mail address: these attempts have counts of their own. */
    const trier = { address, email: `code of user:${userId}` }
    const { pausedUntil } = await this.limits.take(trier)
    if (pausedUntil) return 'paused'
    const by = (await this.#useCode(attempt)) ?? (await this.#useRecoveryCode(attempt))
    if (by === null) return 'wrong'
    await this.limits.forgive(trier)
    return by
  }

  /** A code counts once, in whichever process it arrives. */
  async #useCode({ userId: id, code }: CodeAttempt): Promise<'code' | null> {
    const client = this.db.connection()
    const [account] = await query<Pick<Rows['users'], 'totp_secret'>>(
      client,
      'SELECT totp_secret FROM users WHERE id = :id AND disabled_at IS NULL',
      { id }
    )
    if (!account?.totp_secret) return null
    const secret = this.encryption.decrypt<string>(account.totp_secret, TOTP_PURPOSE)
    if (secret === null) return null
    const step = stepOfCode({
      secret,
      code: code.replaceAll(/\s/g, ''),
      nowMs: this.clock.nowMs(),
    })
    if (step === null) return null
    const used = await updateRows(
      client,
      {
        table: 'users',
        set: 'totp_used_step = :step',
        where: 'id = :id AND (totp_used_step IS NULL OR totp_used_step < :step)',
        returning: 'id',
      },
      { id, step }
    )
    return used.length > 0 ? 'code' : null
  }

  async #useRecoveryCode({ userId, code }: CodeAttempt): Promise<'recovery_code' | null> {
    const used = await deleteRows(
      this.db.connection(),
      { from: 'recovery_codes', where: 'user_id = :user AND hash = :hash', returning: 'id' },
      { user: userId, hash: hashOfRecoveryCode(code) }
    )
    return used.length > 0 ? 'recovery_code' : null
  }
}
