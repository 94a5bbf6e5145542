import { inject } from '@adonisjs/core'
import { Clock } from '#app/clock'
import { mapByTurns } from '#promises/map_by_turns'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { CreateSchedules, type Creation } from '#schedules/manage/create_schedules'
import type { Author } from '#schedules/manage/schedule_request'
import { findJobFaults, FOR_JOBS } from '#schedules/request/check_job_request'
import { jobFaults } from '#schedules/request/job_faults'
import type { JobResult } from '#schedules/request/job_result'
import { readJobRequest, type ReadJobRequest } from '#schedules/request/read_job_request'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'

/** Requests of one call. */
export const MOST_JOBS = 1_000

/**
 * Turns requests for jobs into schedules that run once: the one way in for HTTP and Kafka. A
 * request that comes again, with the same idempotency key or else the same id, at any time and to
 * any process, creates nothing, until retention deletes its schedule.
 */
@inject()
export class CreateJobs {
  constructor(
    private readonly schedules: CreateSchedules,
    private readonly handlers: JobHandlers,
    private readonly config: SmsSchedulerConfig,
    private readonly clock: Clock
  ) {}

  /**
   * Returns the result of each request, in order. Those that can be used are created in one
   * transaction, committed when this resolves; the others do not stop them. Rejects if the database
   * cannot be reached, and then none is created, unless the COMMIT could not be confirmed: repeat
   * the call.
   *
   * @throws RangeError for more than MOST_JOBS
   */
  async run(bodies: unknown[], author: Author): Promise<JobResult[]> {
    if (bodies.length > MOST_JOBS)
      throw new RangeError(`There are ${bodies.length} jobs: at most ${MOST_JOBS} at a time`)
    const reads = await mapByTurns(bodies, readJobRequest)
    const wellFormed = reads.filter(({ faults }) => faults.length === 0)
    const requests = wellFormed.map(({ schedule }) => schedule!)
    const requestIds = wellFormed.map(({ requestId, key }) =>
      requestId === key ? null : requestId
    )
    const creations = await this.schedules.run(requests, author, { ...FOR_JOBS, requestIds })
    const created = new Map(wellFormed.map((read, place) => [read, creations[place]]))
    return mapByTurns(reads, (read) => this.#resultOf(read, created.get(read)))
  }

  #resultOf(read: ReadJobRequest, creation: Creation | undefined): JobResult {
    const { requestId } = read
    if (!creation) {
      const circumstances = { now: this.clock.now(), timezone: this.config.timezone }
      const faults = findJobFaults(read, this.handlers, circumstances)
      return { outcome: 'refused', requestId, faults }
    }
    if (creation.outcome === 'refused')
      return { outcome: 'refused', requestId, faults: jobFaults(read, creation.faults) }
    const isTaken = creation.outcome === 'existing' && !creation.sameRequest
    const outcome = isTaken ? 'conflict' : creation.outcome
    return {
      outcome,
      requestId: requestId!,
      key: read.key!,
      get schedule() {
        return creation.schedule
      },
    }
  }
}
