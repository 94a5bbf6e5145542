import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { DateTime } from 'luxon'
import { Clock } from '#app/clock'
import { deletePauses } from '#delivery/pauses/delete_pauses'
import { PausableSubjects } from '#delivery/pauses/pausable_subjects'
import type { Pause } from '#delivery/pauses/pause'
import type { PauseTarget } from '#delivery/pauses/pause_target'
import { WakeHeldBack } from '#delivery/pauses/wake_held_back'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { transaction } from '#storage/transaction'

const EXPIRED = 'until <= :now'

export interface EndPauseRequest extends PauseTarget {
  /** Who ends it: `cli:name`, `user:id`, `token:id`. */
  actor: string
  reason?: string
  /** Only the pause that began then; missing for any. */
  since?: DateTime
}

export interface EndedPause {
  pause: Pause
  /** Messages that it held back and that are now due again. */
  dueAgain: number
}

/** Ends pauses, at a person's request or when their time is over. */
@inject()
export class EndPauses {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly subjects: PausableSubjects,
    private readonly wake: WakeHeldBack,
    private readonly logger: Logger
  ) {}

  /**
   * Returns undefined if there is no such pause. Throws `UnusablePause` if the subject does not
   * exist.
   */
  async run(request: EndPauseRequest): Promise<EndedPause | undefined> {
    const { scope, subject, actor, reason, since } = request
    const isThatOne = since ? ' AND since = :since' : ''
    const [pause] = await transaction(this.db.connection(), (trx) =>
      deletePauses(
        trx,
        {
          where: 'scope = :scope AND subject = :subject' + isThatOne,
          scope,
          subject,
          ...(since && { since: toSqlInstant(since) }),
        },
        { at: toSqlInstant(this.clock.now()), actor, action: 'sending_resumed' },
        reason
      )
    )
    if (!pause) {
      await this.subjects.ensureExists({ scope, subject })
      return undefined
    }
    const dueAgain = await this.wake.run(pause)
    this.logger.info({ scope, subject, actor, dueAgain }, 'sending resumed')
    return { pause, dueAgain }
  }

  /**
   * Ends the pauses whose time is over. Any number of processes may call this: each pause is
   * ended, and returned, by one of them.
   */
  async runExpired(): Promise<Pause[]> {
    const now = toSqlInstant(this.clock.now())
    /** Usually there are none, and a read costs less than a write transaction. */
    if (!(await this.#anyExpired(now))) return []

    const ended = await transaction(this.db.connection(), (trx) =>
      deletePauses(
        trx,
        { where: EXPIRED, now },
        { at: now, actor: 'sweep', action: 'sending_resumed_by_itself' }
      )
    )
    for (const pause of ended) {
      const dueAgain = await this.wake.run(pause)
      const { scope, subject } = pause
      this.logger.info(
        { scope, subject, dueAgain },
        'sending resumed automatically: the pause has expired'
      )
    }
    return ended
  }

  async #anyExpired(now: string): Promise<boolean> {
    const sql = `SELECT id FROM sending_pauses WHERE ${EXPIRED} LIMIT 1`
    const found = await query(this.db.connection(), sql, { now })
    return found.length > 0
  }
}
