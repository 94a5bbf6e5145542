import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { CheckPassword } from '#access/sign_in/check_password'
import { TryLimits } from '#access/sign_in/try_limits'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

export interface SignInAttempt {
  email: string
  password: string
  /** Of the caller. */
  address: string
}

export type SignInOutcome =
  /** `needsCode`: the second factor is still to come. */
  | { outcome: 'right'; userId: number; needsCode: boolean }
  /** Wrong password, unknown or disabled account: the caller does not learn which. */
  | { outcome: 'wrong'; triesLeft: number }
  /** Too many failures; the password was not looked at. */
  | { outcome: 'paused'; minutes: number }

type Account = Pick<Rows['users'], 'id' | 'password' | 'totp_secret' | 'disabled_at'>

/** Checks an e-mail address and a password. */
@inject()
export class SignIn {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly limits: TryLimits,
    private readonly passwords: CheckPassword
  ) {}

  async run({ email: given, password, address }: SignInAttempt): Promise<SignInOutcome> {
    const email = given.trim().toLowerCase()
    const tries = await this.limits.take({ address, email })
    const account = await this.#find(email)
    if (tries.pausedUntil) {
      if (tries.startsAccountPause && account) await this.#recordPause(account.id)
      const wait = tries.pausedUntil.diff(this.clock.now()).as('minutes')
      return { outcome: 'paused', minutes: Math.max(1, Math.ceil(wait)) }
    }
    const isRight = await this.passwords.run(password, account?.password)
    if (!isRight || !account || account.disabled_at !== null)
      return { outcome: 'wrong', triesLeft: tries.left }
    await this.limits.forgive({ address, email })
    return { outcome: 'right', userId: account.id, needsCode: account.totp_secret !== null }
  }

  async #find(email: string): Promise<Account | undefined> {
    const [account] = await query<Account>(
      this.db.connection(),
      'SELECT id, password, totp_secret, disabled_at FROM users WHERE email = :email',
      { email }
    )
    return account
  }

  async #recordPause(id: number): Promise<void> {
    await appendAuditEvent(this.db.connection(), {
      at: toSqlInstant(this.clock.now()),
      actor: 'sign_in',
      action: 'sign_in_paused',
      subject: `user:${id}`,
    })
  }
}
