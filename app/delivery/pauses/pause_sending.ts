import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { AlreadyPaused } from '#delivery/pauses/errors'
import { EndPauses } from '#delivery/pauses/end_pauses'
import { PausableSubjects } from '#delivery/pauses/pausable_subjects'
import { readUntil } from '#delivery/pauses/read_until'
import { auditOfPause, type Pause } from '#delivery/pauses/pause'
import { writePause, type PauseEnd } from '#delivery/pauses/write_pause'
import type { PauseTarget } from '#delivery/pauses/pause_target'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant, toSqlInstantCeiling } from '#storage/instants'
import { transaction } from '#storage/transaction'
import { ZONE_DATA } from '#values/zone_data'

export interface PauseRequest extends PauseTarget {
  /** Who pauses: `cli:name`, `user:id`, `token:id`. */
  actor: string
  /** If missing, an existing pause keeps its own. */
  reason?: string
  /** As `readUntil` reads it, in the application's zone. If missing, until a person resumes. */
  until?: string
  /** Refuses to change a pause that exists. */
  isNew?: boolean
}

export interface PauseResult {
  pause: Pause
  /** It was paused before. The pause is now as requested and keeps its start. */
  changed: boolean
}

/**
 * Stops sending of everything, a facility, or a message type. A message whose sending begins
 * after the commit does not move to `sending`; messages already on their way are finished (on
 * PostgreSQL also those that a `sending` statement running at that moment reads).
 */
@inject()
export class PauseSending {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly subjects: PausableSubjects,
    private readonly endPauses: EndPauses,
    private readonly logger: Logger
  ) {}

  /**
   * Throws `UnusablePause` if the subject does not exist, `until` is not in the future, or it is
   * paused already and must not be.
   */
  async run(request: PauseRequest): Promise<PauseResult> {
    const end = this.#endOf(request)
    await this.subjects.ensureExists(request)
    /** An expired pause must not count as one that is changed. */
    await this.endPauses.runExpired()

    const result = await transaction(this.db.connection(), (trx) => this.#write(trx, request, end))
    const { scope, subject, actor } = request
    const message = result.changed ? 'pause of sending changed' : 'sending paused'
    this.logger.warn({ scope, subject, actor, until: result.pause.until?.toISO() ?? null }, message)
    return result
  }

  #endOf({ until: text }: PauseRequest): PauseEnd & { until: string | null } {
    const none = { until: null, until_local: null, until_zone: null, zone_data: null }
    if (text === undefined) return none
    const { timezone } = this.config
    const { until, local } = readUntil(text, this.clock.now(), timezone)
    return {
      until: toSqlInstantCeiling(until),
      ...(local
        ? { until_local: local, until_zone: timezone, zone_data: ZONE_DATA }
        : { until_local: null, until_zone: null, zone_data: null }),
    }
  }

  async #write(
    trx: TransactionClientContract,
    { scope, subject, actor, reason, isNew }: PauseRequest,
    end: PauseEnd & { until: string | null }
  ): Promise<PauseResult> {
    const now = toSqlInstant(this.clock.now())
    const pause = { scope, subject, reason: reason ?? null, paused_by: actor, since: now, ...end }
    const result = await writePause(trx, pause)
    if (isNew && result.changed) throw new AlreadyPaused()
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
