import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import type { Told } from './alert_channel.js'
import type { ClaimedNotice } from './claim_notices.js'
import { Clock } from '#app/clock'
import { RetryPolicies } from '#retry/retry_policies'
import { toSqlInstant, toSqlInstantCeiling } from '#storage/instants'
import { idList } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { updateRows } from '#storage/write_rows'

/** The retry policy: `alerts.retry` of config/sms_scheduler.ts. */
export const ALERT_POLICY = 'alert'

export interface HeldNotices {
  token: string
  notices: ClaimedNotice[]
}

/** Records what became of notices, unless another process has taken them over. */
@inject()
export class SettleNotices {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly policies: RetryPolicies
  ) {}

  /** Returns how many were given up. */
  async run({ token, notices }: HeldNotices, told: Told): Promise<number> {
    const now = this.clock.now()
    return transaction(this.db.connection(), async (trx) => {
      if (told.ok) return this.#recordSent(trx, { token, notices }, now)
      let givenUp = 0
      for (const notice of notices)
        if (await this.#recordFailure(trx, { token, notice, now, reason: told.reason })) givenUp++
      return givenUp
    })
  }

  async #recordSent(
    trx: TransactionClientContract,
    { token, notices }: HeldNotices,
    now: DateTime
  ): Promise<number> {
    await updateRows(
      trx,
      {
        table: 'alert_notices',
        set: `status = 'sent', sent_at = :now, last_failure = NULL, lease_token = NULL,
          lease_until = NULL`,
        where: `id IN (${idList(trx)}) AND lease_token = :token`,
      },
      { ids: JSON.stringify(notices.map(({ id }) => id)), token, now: toSqlInstant(now) }
    )
    return 0
  }

  async #recordFailure(
    trx: TransactionClientContract,
    { token, notice, now, reason }: Failure
  ): Promise<boolean> {
    const { id, retry_count: retryCount, retrying_since: retryingSince } = notice
    const at = toSqlInstant(now)
    const decision = this.policies.handleFailure(
      { messageType: ALERT_POLICY, retryCount, retryingSince, expiresAt: null },
      { outcome: 'transient', reason },
      now
    )
    await updateRows(
      trx,
      { table: 'alert_notices', set: FAILED, where: 'id = :id AND lease_token = :token' },
      {
        ...{ id, token, reason },
        status: decision.retry ? 'pending' : 'dead_letter',
        retry_count: decision.retryCount,
        retrying_since: toSqlInstant(decision.retryingSince),
        next: decision.nextAttemptAt ? toSqlInstantCeiling(decision.nextAttemptAt) : at,
        given_up_at: decision.retry ? null : at,
      }
    )
    return !decision.retry
  }
}

interface Failure {
  token: string
  notice: ClaimedNotice
  now: DateTime
  reason: string
}

const FAILED = `status = :status, retry_count = :retry_count, retrying_since = :retrying_since,
  next_attempt_at = :next, last_failure = :reason, given_up_at = :given_up_at,
  lease_token = NULL, lease_until = NULL`
