import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { withoutPersonalData } from '#values/without_personal_data'
import type { FiredJob, JobHandler, JobOutcome } from '#schedules/jobs/job_handler'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import type { ClaimedOccurrence } from '#schedules/run/claim_occurrences'
import { performEffect } from '#schedules/run/perform_effect'
import { WriteJob } from '#schedules/run/write_job'
import { fromSqlInstant } from '#storage/instants'

/** `written`: rows alone, and recorded with them; `lost`: somebody else has the occurrence. */
export type JobAttemptOutcome = JobOutcome | { outcome: 'written' } | { outcome: 'lost' }

/** Lets the handler of an occurrence do its work once. A thrown error is a passing fault. */
@inject()
export class AttemptJob {
  constructor(
    private readonly config: SmsSchedulerConfig,
    private readonly handlers: JobHandlers,
    private readonly write: WriteJob,
    private readonly logger: Logger
  ) {}

  async run(
    occurrence: ClaimedOccurrence,
    token: string,
    signal: AbortSignal
  ): Promise<JobAttemptOutcome> {
    try {
      return await this.#attempt(occurrence, token, signal)
    } catch (error) {
      this.logger.error({ err: error, occurrence: occurrence.id }, 'a job failed unexpectedly')
      const message = withoutPersonalData((error as Error)?.message ?? String(error))
      return { outcome: 'failed', kind: 'passing', reason: 'unexpected_error', error: message }
    }
  }

  async #attempt(
    occurrence: ClaimedOccurrence,
    token: string,
    signal: AbortSignal
  ): Promise<JobAttemptOutcome> {
    const handler = this.handlers.find(occurrence.app_name)!
    const checked = handler.check(JSON.parse(occurrence.payload))
    if (!checked.usable) {
      const error = checked.faults.map(({ field, message }) => `${field} ${message}`).join('; ')
      return { outcome: 'failed', kind: 'permanent', reason: 'payload_refused', error }
    }
    return this.#do(handler, jobOf(occurrence, checked.payload), token, signal)
  }

  async #do(
    handler: JobHandler,
    job: FiredJob & { attempt: number },
    token: string,
    signal: AbortSignal
  ): Promise<JobAttemptOutcome> {
    if (handler.kind === 'transactional')
      return (await this.write.run(handler, job, token))
        ? { outcome: 'written' }
        : { outcome: 'lost' }
    const { processing, schedules } = this.config
    return performEffect((ending) => handler.run(job, ending), signal, {
      longestMs: schedules.longestJobMinutes * 60_000,
      patienceMs: processing.drainSeconds * 1_000,
    })
  }
}

function jobOf(occurrence: ClaimedOccurrence, payload: unknown): FiredJob & { attempt: number } {
  return {
    occurrenceId: occurrence.id,
    scheduleId: occurrence.schedule_id,
    occurrenceAt: fromSqlInstant(occurrence.occurrence_at),
    priority: occurrence.priority,
    payload,
    attempt: occurrence.attempts,
  }
}
