import type { JobHandlers } from '#schedules/jobs/job_handlers'
import { checkSchedule } from '#schedules/manage/check_schedule'
import type { Circumstances } from '#schedules/manage/check_timing'
import type { ScheduleFault, ScheduleRequest } from '#schedules/manage/schedule_request'
import { jobFaults } from '#schedules/request/job_faults'
import { readJobRequest, type ReadJobRequest } from '#schedules/request/read_job_request'

export type JobCheck =
  | { usable: true; requestId: string; key: string; schedule: ScheduleRequest }
  | { usable: false; requestId: string | null; faults: ScheduleFault[] }

/** A job that is late is done at once, however late it is. */
export const FOR_JOBS = { anyPast: true } as const

/** The schedule that a request asks for, or everything that is wrong with it. It never throws. */
export function checkJobRequest(
  body: unknown,
  handlers: JobHandlers,
  circumstances: Circumstances
): JobCheck {
  const read = readJobRequest(body)
  const faults = findJobFaults(read, handlers, circumstances)
  const { requestId, key, schedule } = read
  return faults.length === 0
    ? { usable: true, requestId: requestId!, key: key!, schedule: schedule! }
    : { usable: false, requestId, faults }
}

/** Everything that is wrong with a request that was read. */
export function findJobFaults(
  read: ReadJobRequest,
  handlers: JobHandlers,
  circumstances: Circumstances
): ScheduleFault[] {
  if (!read.schedule) return read.faults
  const check = checkSchedule(read.schedule, handlers, { ...circumstances, ...FOR_JOBS })
  return jobFaults(read, check.usable ? [] : check.faults)
}
