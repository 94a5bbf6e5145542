import type { ScheduleFault } from '#schedules/manage/schedule_request'
import type { Schedule } from '#schedules/manage/stored_schedule'

/** What became of one request for a job. */
export type JobResult = TakenJob | RefusedJob

/** There is a schedule for it. */
export interface TakenJob {
  /**
   * `existing`: an earlier request had the same key. `conflict`: so it did, and asked for something
   * else; nothing of this one will be done.
   */
  outcome: 'created' | 'existing' | 'conflict'
  requestId: string
  /** The idempotency key, or the request's id. */
  key: string
  schedule: Schedule
}

export interface RefusedJob {
  outcome: 'refused'
  /** Null if it cannot be read. */
  requestId: string | null
  /**
   * Everything that is wrong, at most 50 faults: the field as in the request (`jobData.message`; ''
   * is the whole of it), what is wrong and what to give. Neither numbers nor texts are repeated.
   */
  faults: ScheduleFault[]
}
