import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { deletePauses } from '#delivery/pauses/delete_pauses'
import type { Pause } from '#delivery/pauses/pause'
import { WakeHeldBack } from '#delivery/pauses/wake_held_back'
import { toSqlInstant } from '#storage/instants'
import { retryDeadlocks } from '#storage/retry_deadlocks'
import { query } from '#storage/sql'

const EXPIRED = 'until <= :now'

/** Ends the pauses whose time is over. Any number of processes may; each pause is ended by one of them. */
@inject()
export class EndExpiredPauses {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly wake: WakeHeldBack,
    private readonly logger: Logger
  ) {}

  /** Returns those that this process ended. */
  async run(): Promise<Pause[]> {
    const now = toSqlInstant(this.clock.now())
    /** Nearly always there are none, and a look costs less than a transaction that writes. */
    if (!(await this.#anyExpired(now))) return []

    const ended = await retryDeadlocks(() =>
      this.db
        .connection()
        .transaction((trx) =>
          deletePauses(
            trx,
            { where: EXPIRED, now },
            { at: now, actor: 'sweep', action: 'sending_resumed_by_itself' }
          )
        )
    )
    for (const pause of ended) {
      const dueAgain = await this.wake.run(pause)
      const { scope, subject } = pause
      this.logger.info({ scope, subject, dueAgain }, 'sending resumed by itself: the time is over')
    }
    return ended
  }

  async #anyExpired(now: string): Promise<boolean> {
    const sql = `SELECT id FROM sending_pauses WHERE ${EXPIRED} LIMIT 1`
    const found = await query(this.db.connection(), sql, { now })
    return found.length > 0
  }
}
