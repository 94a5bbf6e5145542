import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { RetryPolicies } from '#delivery/retry/retry_policies'
import type { JobOutcome } from '#schedules/jobs/job_handler'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { renewLease, type ClaimedOccurrence } from '#schedules/run/claim_occurrences'
import { decideJob, type JobVerdict } from '#schedules/run/decide_job'
import { RecordJob } from '#schedules/run/record_job'
import { fromSqlInstant } from '#storage/instants'

/** A lease is renewed so often in its time that two renewals may fail. */
const RENEWALS = 3

/** Runs one claimed occurrence outside any transaction, and holds on to it meanwhile. */
@inject()
export class RunJob {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly handlers: JobHandlers,
    private readonly policies: RetryPolicies,
    private readonly record: RecordJob,
    private readonly logger: Logger
  ) {}

  /** Null where somebody else took the occurrence over. */
  async run(
    occurrence: ClaimedOccurrence,
    token: string,
    signal: AbortSignal
  ): Promise<JobVerdict['status'] | null> {
    const lost = new AbortController()
    const renewing = setInterval(
      () => void this.#renew(occurrence, token, lost),
      (this.config.schedules.leaseSeconds * 1000) / RENEWALS
    )
    try {
      const outcome = await this.#attempt(occurrence, AbortSignal.any([signal, lost.signal]))
      const circumstances = { policies: this.policies, now: this.clock.now() }
      const verdict = decideJob(outcome, occurrence, circumstances)
      return (await this.record.run(occurrence, token, verdict)) ? verdict.status : null
    } finally {
      clearInterval(renewing)
    }
  }

  async #attempt(occurrence: ClaimedOccurrence, signal: AbortSignal): Promise<JobOutcome> {
    const handler = this.handlers.find(occurrence.app_name)!
    const checked = handler.check(JSON.parse(occurrence.payload))
    if (!checked.usable) {
      const error = checked.faults.map(({ field, message }) => `${field} ${message}`).join('; ')
      return { outcome: 'failed', kind: 'permanent', reason: 'payload_refused', error }
    }
    if (handler.kind === 'transactional') {
      const error = `The handler "${handler.name}" works in the transaction that fires now: fire it again`
      return { outcome: 'failed', kind: 'permanent', reason: 'handler_changed', error }
    }
    const job = {
      occurrenceId: occurrence.id,
      scheduleId: occurrence.schedule_id,
      occurrenceAt: fromSqlInstant(occurrence.occurrence_at),
      priority: occurrence.priority,
      payload: checked.payload,
      attempt: occurrence.attempts,
    }
    try {
      return await handler.run(job, signal)
    } catch (error) {
      this.logger.error({ err: error, occurrence: occurrence.id }, 'a job failed unexpectedly')
      const message = (error as Error)?.message ?? String(error)
      return { outcome: 'failed', kind: 'passing', reason: 'unexpected_error', error: message }
    }
  }

  /** A database that is away for a moment loses nothing; a lease that is lost ends the job. */
  async #renew({ id }: ClaimedOccurrence, token: string, lost: AbortController): Promise<void> {
    const until = this.clock.nowMs() + this.config.schedules.leaseSeconds * 1000
    try {
      if (!(await renewLease(this.db.connection(), { id, token, until }))) lost.abort()
    } catch (error) {
      this.logger.warn({ err: error, occurrence: id }, 'the lease of a job was not renewed')
    }
  }
}
