import { randomUUID } from 'node:crypto'
import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import {
  claimOccurrences,
  takeOverLost,
  type ClaimedOccurrence,
} from '#schedules/run/claim_occurrences'
import type { JobVerdict } from '#schedules/run/decide_job'
import { isAnyJobWaiting } from '#schedules/run/is_any_job_waiting'
import { RunJob } from '#schedules/run/run_job'
import { followDatabaseClock } from '#storage/follow_database_clock'
import { toSqlInstant } from '#storage/instants'
import { leaseBounds } from '#storage/lease_is_over'
import { Heartbeat } from '#timetable/heartbeat'

/** Jobs by their result. */
export interface JobsSummary {
  done: number
  /** Failed, and will be retried. */
  retried: number
  deadLettered: number
}

/**
 * Runs the effects of fired schedules, several in parallel. One instance per process: it counts the
 * running jobs, so that a long job holds up no other.
 */
@inject()
export class RunOccurrences {
  #underWay = 0

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly handlers: JobHandlers,
    private readonly job: RunJob,
    private readonly heartbeat: Heartbeat
  ) {}

  /** Starts as many jobs as there is room for, and resolves when they have ended. */
  async run(signal: AbortSignal): Promise<JobsSummary> {
    const summary: JobsSummary = { done: 0, retried: 0, deadLettered: 0 }
    const room = this.config.schedules.concurrency - this.#underWay
    if (room <= 0 || signal.aborted) return summary
    this.#underWay += room
    let claimed: ClaimedOccurrence[] = []
    const token = randomUUID()
    try {
      claimed = await this.#claim(room, token, summary)
    } finally {
      this.#underWay -= room - claimed.length
    }
    const ends = await Promise.allSettled(
      claimed.map(async (occurrence) => {
        try {
          count(await this.job.run(occurrence, token, signal), summary)
        } finally {
          this.#underWay -= 1
        }
      })
    )
    /** Only now: running jobs belong to this process, which waits for them before it ends. */
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    return summary
  }

  async #claim(limit: number, token: string, summary: JobsSummary): Promise<ClaimedOccurrence[]> {
    const client = this.db.connection()
    await followDatabaseClock(client, this.clock)
    const leaseMs = this.config.schedules.leaseSeconds * 1000
    const bounds = leaseBounds(this.clock, leaseMs)
    const now = toSqlInstant(this.clock.now())
    if (!(await isAnyJobWaiting(client, { now, bounds }))) return []
    const claim = {
      limit,
      token,
      claimedBy: this.heartbeat.id,
      leaseUntil: bounds.now_ms + leaseMs,
    }
    for (const lost of await takeOverLost(client, { ...claim, bounds }))
      count(await this.job.giveBack(lost, token), summary)
    return claimOccurrences(client, { ...claim, names: this.handlers.names, now })
  }
}

function count(status: JobVerdict['status'] | null, summary: JobsSummary): void {
  if (status === 'done') summary.done += 1
  else if (status === 'pending') summary.retried += 1
  else if (status === 'dead_letter') summary.deadLettered += 1
}
