import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { AccountState } from '#delivery/account_state'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

export interface ResumeRequest {
  /** Who says so: `cli:name`, `user:id`, `token:id`. */
  actor: string
  reason?: string
}

export interface ResumeResult {
  /** False when nothing was paused: then nothing was changed. */
  resumed: boolean
  account: string
  /** Since when nothing was sent, in ISO 8601. */
  since: string | null
}

/** A person says that the fault of the account is mended: sending goes on, and who said so is written down. */
@inject()
export class ResumeSending {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly account: AccountState,
    private readonly logger: Logger
  ) {}

  async run({ actor, reason }: ResumeRequest): Promise<ResumeResult> {
    const before = await this.account.resume()
    const account = this.account.name
    if (!before) return { resumed: false, account, since: null }

    await query(
      this.db.connection(),
      `INSERT INTO audit_events (at, actor, action, subject, detail)
       VALUES (:at, :actor, 'sending_resumed', :account, :detail)`,
      {
        at: toSqlInstant(this.clock.now()),
        actor,
        account,
        detail: JSON.stringify({ reason: reason ?? null, pausedSince: before.since }),
      }
    )
    this.logger.info({ account, actor }, 'sending resumed')
    return { resumed: true, account, since: before.since }
  }
}
