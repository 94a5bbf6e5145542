import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { countDue } from '#schedules/count_due'
import { FireDueSchedules } from '#schedules/fire/fire_due_schedules'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { RunOccurrences } from '#schedules/run/run_occurrences'
import { toSqlInstant } from '#storage/instants'

/** The result of one call, in occurrences. */
export interface ProcessedSummary {
  /** Schedules that ran: done at once, or with an effect that has begun or waits. */
  fired: number
  /** Includes effects fired earlier. */
  done: number
  /** Dead letters, and schedules that were disabled as faulty. */
  failed: number
  skipped: number
  /** Effects that failed and will be retried. */
  retried: number
  /** Due schedules and effects that were not reached; counted up to 1,000 each. */
  remaining: number
}

/**
 * Fires what is due and runs its jobs, until nothing is due or the limit is reached; resolves when
 * the jobs are done.
 */
@inject()
export class ProcessDue {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly fire: FireDueSchedules,
    private readonly jobs: RunOccurrences,
    private readonly handlers: JobHandlers
  ) {}

  /**
   * `limit`: the most schedules to fire, and the number of effects after which no more begin; never
   * above SCHEDULER_BATCH_SIZE.
   */
  async run({
    limit = Infinity,
    signal,
  }: {
    limit?: number
    signal: AbortSignal
  }): Promise<ProcessedSummary> {
    const most = Math.min(limit, this.config.schedules.batchSize)
    const { done, pending, skipped, faulty } = await this.fire.run({ limit: most, signal })
    const summary: ProcessedSummary = {
      fired: done + pending,
      done,
      failed: faulty,
      skipped,
      retried: 0,
      remaining: 0,
    }
    await this.#runJobs(most, signal, summary)
    summary.remaining = await countDue(this.db.connection(), {
      now: toSqlInstant(this.clock.now()),
      names: this.handlers.names,
    })
    return summary
  }

  /** In parallel, as many as this process has room for. */
  async #runJobs(most: number, signal: AbortSignal, summary: ProcessedSummary): Promise<void> {
    for (let run = 0; run < most && !signal.aborted;) {
      const { done, retried, deadLettered } = await this.jobs.run(signal)
      const together = done + retried + deadLettered
      if (together === 0) return
      run += together
      summary.done += done
      summary.retried += retried
      summary.failed += deadLettered
    }
  }
}
