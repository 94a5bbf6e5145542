import { randomUUID } from 'node:crypto'
import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import {
  claimOccurrences,
  takeOverLost,
  type ClaimedOccurrence,
} from '#schedules/run/claim_occurrences'
import type { JobVerdict } from '#schedules/run/decide_job'
import { isAnyJobWaiting } from '#schedules/run/is_any_job_waiting'
import { RunJob } from '#schedules/run/run_job'
import { toSqlInstant } from '#storage/instants'
import { Heartbeat } from '#timetable/heartbeat'

/** Jobs by what became of them. */
export interface JobsSummary {
  done: number
  /** Failed, and tried again later. */
  retried: number
  deadLettered: number
}

/**
 * Does the work of fired schedules whose effects lie outside the database, some
 * side by side. One instance a process: it knows how many are under way, so that
 * a job that takes long holds up no other.
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

  /** Begins as many jobs as there is room for, and answers when those have ended. */
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
    /** Only now: what is under way is work of this process, whose end waits for it. */
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    return summary
  }

  async #claim(limit: number, token: string, summary: JobsSummary): Promise<ClaimedOccurrence[]> {
    const client = this.db.connection()
    const nowMs = this.clock.nowMs()
    const now = toSqlInstant(this.clock.now())
    if (!(await isAnyJobWaiting(client, { now, nowMs }))) return []
    const claim = {
      limit,
      token,
      claimedBy: this.heartbeat.id,
      leaseUntil: nowMs + this.config.schedules.leaseSeconds * 1000,
    }
    for (const lost of await takeOverLost(client, { ...claim, nowMs }))
      count(await this.job.giveBack(lost, token), summary)
    return claimOccurrences(client, { ...claim, names: this.handlers.names, now })
  }
}

function count(status: JobVerdict['status'] | null, summary: JobsSummary): void {
  if (status === 'done') summary.done += 1
  else if (status === 'pending') summary.retried += 1
  else if (status === 'dead_letter') summary.deadLettered += 1
}
