import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { deletePauses } from '#delivery/pauses/delete_pauses'
import { PausableSubjects } from '#delivery/pauses/pausable_subjects'
import type { Pause, PauseTarget } from '#delivery/pauses/pause'
import { WakeHeldBack } from '#delivery/pauses/wake_held_back'
import { toSqlInstant } from '#storage/instants'
import { retryDeadlocks } from '#storage/retry_deadlocks'

export interface EndPauseRequest extends PauseTarget {
  /** Who says so: `cli:name`, `user:id`, `token:id`. */
  actor: string
  reason?: string
}

export interface EndedPause {
  pause: Pause
  /** Messages that it held back and that are due again now. */
  dueAgain: number
}

/** Ends one pause because a person says so. */
@inject()
export class EndPauses {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly subjects: PausableSubjects,
    private readonly wake: WakeHeldBack,
    private readonly logger: Logger
  ) {}

  /** Nothing where there is no such pause; throws `UnusablePause` where there could be none. */
  async run({ scope, subject, actor, reason }: EndPauseRequest): Promise<EndedPause | undefined> {
    const [pause] = await retryDeadlocks(() =>
      this.db
        .connection()
        .transaction((trx) =>
          deletePauses(
            trx,
            { where: 'scope = :scope AND subject = :subject', scope, subject },
            { at: toSqlInstant(this.clock.now()), actor, action: 'sending_resumed' },
            reason
          )
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
}
