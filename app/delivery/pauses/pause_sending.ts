import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { EndExpiredPauses } from '#delivery/pauses/end_expired_pauses'
import { PausableSubjects } from '#delivery/pauses/pausable_subjects'
import { readUntil } from '#delivery/pauses/read_until'
import { auditOfPause } from '#delivery/pauses/audit_of_pause'
import { writePause } from '#delivery/pauses/write_pause'
import { type Pause, type PauseTarget } from '#delivery/pauses/pause'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant, toSqlInstantCeiling } from '#storage/instants'
import { retryDeadlocks } from '#storage/retry_deadlocks'

export interface PauseRequest extends PauseTarget {
  /** Who says so: `cli:name`, `user:id`, `token:id`. */
  actor: string
  /** Without one, an existing pause keeps its own. */
  reason?: string
  /** As `readUntil` reads it, in the zone of the application. Without it: until a person resumes. */
  until?: string
}

export interface PauseResult {
  pause: Pause
  /** It was paused before: the pause is now as asked, and counts since it first did. */
  changed: boolean
}

/**
 * Stops sending of everything, a facility, or a message type. What begins after
 * its commit does not move to `sending`; what is on its way by then is finished
 * (on PostgreSQL also what a `sending` statement under way at that moment reads).
 */
@inject()
export class PauseSending {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly subjects: PausableSubjects,
    private readonly endExpired: EndExpiredPauses,
    private readonly logger: Logger
  ) {}

  /** Throws `UnusablePause` where the subject does not exist or `until` is no time to come. */
  async run(request: PauseRequest): Promise<PauseResult> {
    const until =
      request.until === undefined
        ? null
        : readUntil(request.until, this.clock.now(), this.config.timezone)
    await this.subjects.ensureExists(request)
    /** One whose time is over must not pass for one that is changed. */
    await this.endExpired.run()

    const result = await retryDeadlocks(() =>
      this.db
        .connection()
        .transaction((trx) => this.#write(trx, request, until ? toSqlInstantCeiling(until) : null))
    )
    const { scope, subject, actor } = request
    const message = result.changed ? 'pause of sending changed' : 'sending paused'
    this.logger.warn({ scope, subject, actor, until: result.pause.until?.toISO() ?? null }, message)
    return result
  }

  async #write(
    trx: TransactionClientContract,
    { scope, subject, actor, reason }: PauseRequest,
    until: string | null
  ): Promise<PauseResult> {
    const now = toSqlInstant(this.clock.now())
    const pause = { scope, subject, reason: reason ?? null, paused_by: actor, since: now, until }
    const result = await writePause(trx, pause)
    await appendAuditEvent(trx, {
      ...auditOfPause(result.pause),
      at: now,
      actor,
      action: 'sending_paused',
      detail: { ...auditOfPause(result.pause).detail, changed: result.changed },
    })
    return result
  }
}
