import type { JobHandlers } from '#schedules/jobs/job_handlers'
import { checkJob } from '#schedules/manage/check_job'
import { checkOptions, type OptionColumns } from '#schedules/manage/check_options'
import { checkTiming, type Circumstances } from '#schedules/manage/check_timing'
import {
  REQUEST_FIELDS,
  type Fault,
  type RequestField,
  type ScheduleRequest,
} from '#schedules/manage/schedule_request'
import type { TimingColumns } from '#schedules/schedule_row'

/** The columns of a schedule that is to be made. */
export interface CheckedSchedule extends TimingColumns, OptionColumns {
  name: string
  app_name: string
  payload: string
  next_run_at: string
}

export type ScheduleCheck =
  { usable: true; schedule: CheckedSchedule } | { usable: false; faults: Fault[] }

/** Whether a schedule can be made of it; if not, all that is wrong with it. */
export function checkSchedule(
  request: ScheduleRequest,
  handlers: JobHandlers,
  circumstances: Circumstances
): ScheduleCheck {
  const faults: Fault[] = []
  findUnknownFields(request, faults)
  const job = checkJob(request, handlers, faults)
  const timing = checkTiming(request, circumstances, faults)
  const options = checkOptions(request, faults)
  if (!job || !timing || faults.length > 0) return { usable: false, faults }
  return {
    usable: true,
    schedule: { ...job, ...timing, ...options, name: options.name ?? job.app_name },
  }
}

/** A misspelt field must not pass for one that was left out. */
export function findUnknownFields(request: object, faults: Fault[]): void {
  for (const field of Object.keys(request)) {
    if (REQUEST_FIELDS.includes(field as RequestField)) continue
    /** The name of a field may be anything at all. */
    const name = /^[a-z_]{1,40}$/i.test(field) ? field : 'a field'
    faults.push({ field: name, message: 'is not known here: leave it out, or mend its name' })
  }
}
