import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { countDue } from '#schedules/count_due'
import { FireDueSchedules } from '#schedules/fire/fire_due_schedules'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { RunOccurrences } from '#schedules/run/run_occurrences'
import { toSqlInstant } from '#storage/instants'

/** What one call did, in occurrences. */
export interface ProcessedSummary {
  /** Schedules that ran: done at once, or an effect that was begun or waits. */
  fired: number
  /** Also effects that were fired before. */
  done: number
  /** Dead letters, and schedules that were disabled as faulty. */
  failed: number
  skipped: number
  /** Effects that failed and are tried again later. */
  retried: number
  /** Schedules and effects that are due and were not come to; counted up to 1,000 each. */
  remaining: number
}

/** Fires what is due and does what it asks for, until nothing is due or the limit is reached; answers when that is done. */
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

  /** `limit`: schedules fired at most, and effects after which no more are begun; never above SCHEDULER_BATCH_SIZE. */
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

  /** As many side by side as there is room for in this process. */
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
