import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { RetryPolicies } from '#delivery/retry/retry_policies'
import type { JobOutcome } from '#schedules/jobs/job_handler'
import { AttemptJob } from '#schedules/run/attempt_job'
import { renewLease, type ClaimedOccurrence } from '#schedules/run/claim_occurrences'
import { decideJob, type JobVerdict } from '#schedules/run/decide_job'
import { RecordJob } from '#schedules/run/record_job'

/** A lease is renewed so often in its time that two renewals may fail. */
const RENEWALS = 3

const LOST: JobOutcome = {
  outcome: 'failed',
  kind: 'passing',
  reason: 'worker_lost',
  error: 'The process that did it was lost',
}

/** Runs one claimed occurrence, holds on to it meanwhile, and writes down what came of it. */
@inject()
export class RunJob {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly policies: RetryPolicies,
    private readonly attempt: AttemptJob,
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
      const ending = AbortSignal.any([signal, lost.signal])
      const end = await this.attempt.run(occurrence, token, ending)
      if (end.outcome === 'lost') return null
      if (end.outcome === 'written') return 'done'
      return await this.#record(occurrence, token, end, { isEnding: signal.aborted })
    } finally {
      clearInterval(renewing)
    }
  }

  /** An occurrence that a lost process had: an attempt that failed, or one that ends its process would do so for ever. */
  giveBack(occurrence: ClaimedOccurrence, token: string): Promise<JobVerdict['status'] | null> {
    return this.#record(occurrence, token, LOST, { isDueAtOnce: true })
  }

  async #record(
    occurrence: ClaimedOccurrence,
    token: string,
    outcome: JobOutcome,
    how: { isEnding?: boolean; isDueAtOnce?: boolean }
  ): Promise<JobVerdict['status'] | null> {
    const circumstances = { policies: this.policies, now: this.clock.now(), ...how }
    const verdict = decideJob(outcome, occurrence, circumstances)
    return (await this.record.run(occurrence, token, verdict)) ? verdict.status : null
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
