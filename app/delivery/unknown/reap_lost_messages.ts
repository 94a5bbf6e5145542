import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { MessageStatuses } from '#messages/message_status'
import { toSqlInstant } from '#storage/instants'
import { LEASE_IS_OVER, leaseBounds } from '#storage/lease_is_over'
import { moveAlike, type UniformMove } from '#messages/move_alike'
import type { Update } from '#storage/dialects/dialect'
import { idList } from '#storage/sql'
import { updateRows } from '#storage/write_rows'
import { ShortTurns } from '#storage/short_turns'

/** Messages moved in one transaction, at most. */
const PAGE = 500

/**
 * Messages whose worker was lost in `sending`. Whether the operator has them cannot be known, so
 * they become `unknown` and never automatically pending again. A claim that expired before the POST
 * needs no reaper: it can be claimed again.
 */
@inject()
export class ReapLostMessages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly logger: Logger
  ) {}

  /** Returns how many messages became `unknown`. */
  async run(): Promise<number> {
    const turns = new ShortTurns(this.db.connection(), PAGE)
    let reaped = 0
    for (;;) {
      const { size } = turns
      const page = await this.#reapPage(turns, size)
      reaped += page
      if (page < size) break
    }
    if (reaped > 0)
      this.logger.warn(
        { messages: reaped, reason: 'worker_lost' },
        'messages with an unknown outcome'
      )
    return reaped
  }

  async #reapPage(turns: ShortTurns, page: number): Promise<number> {
    const now = toSqlInstant(this.clock.now())
    const reap = async (trx: TransactionClientContract) => {
      const bounds = leaseBounds(this.clock, this.config.processing.leaseSeconds * 1000)
      const lost = await moveAlike(trx, LOST, { ...bounds, page }, { now, actor: 'reaper' })
      if (lost.length === 0) return 0
      await updateRows(trx, openAttempts(trx), { now, ids: JSON.stringify(lost) })
      return lost.length
    }
    return turns.take(reap, { rows: (lost) => lost })
  }
}

const LOST: UniformMove = {
  from: MessageStatuses.sending,
  to: MessageStatuses.unknown,
  reason: 'worker_lost',
  where: `id IN (
    SELECT id FROM sms_messages WHERE status = 'sending' AND ${LEASE_IS_OVER} ORDER BY lease_until LIMIT :page)
    AND ${LEASE_IS_OVER}`,
}

/** The late outcome of a slow worker still overwrites this on the attempt, never on the message. */
const openAttempts = (trx: TransactionClientContract): Update => ({
  table: 'sms_attempts',
  set: "outcome = 'ambiguous', reason = 'worker_lost', finished_at = :now",
  where: `finished_at IS NULL AND message_id IN (${idList(trx)})`,
})
