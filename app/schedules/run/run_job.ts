import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { inBackground } from '#promises/in_background'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { RetryPolicies } from '#retry/retry_policies'
import type { JobOutcome } from '#schedules/jobs/job_handler'
import { AttemptJob } from '#schedules/run/attempt_job'
import { renewLease, type ClaimedOccurrence } from '#schedules/run/claim_occurrences'
import { decideJob, type JobVerdict } from '#schedules/run/decide_job'
import { RecordJob } from '#schedules/run/record_job'

/** Renewals in the time of a lease: two may fail. */
const RENEWALS = 3

const LOST: JobOutcome = {
  outcome: 'failed',
  kind: 'passing',
  reason: 'worker_lost',
  error: 'The process that ran it was lost',
}

/** Runs one claimed occurrence, renews its lease, and records the result. */
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

  /** Null if another process took the occurrence over. */
  async run(
    occurrence: ClaimedOccurrence,
    token: string,
    signal: AbortSignal
  ): Promise<JobVerdict['status'] | null> {
    const lost = new AbortController()
    const renew = () =>
      inBackground(
        () => this.#renew(occurrence, token, lost),
        (error) => this.#report(occurrence, error)
      )
    const renewing = setInterval(renew, (this.config.schedules.leaseSeconds * 1000) / RENEWALS)
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

  /**
   * Returns an occurrence of a lost process. It counts as a failed attempt, otherwise a job that
   * kills its process would do so indefinitely.
   */
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

  /** Losing the lease ends the job. */
  async #renew({ id }: ClaimedOccurrence, token: string, lost: AbortController): Promise<void> {
    const until = this.clock.sharedMs() + this.config.schedules.leaseSeconds * 1000
    if (!(await renewLease(this.db.connection(), { id, token, until }))) lost.abort()
  }

  /** A database that is briefly unavailable is no problem. */
  #report({ id }: ClaimedOccurrence, error: unknown): void {
    this.logger.warn({ err: error, occurrence: id }, 'the lease of a job was not renewed')
  }
}
