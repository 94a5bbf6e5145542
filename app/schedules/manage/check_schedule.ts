import type { JobHandlers } from '#schedules/jobs/job_handlers'
import { checkJob } from '#schedules/manage/check_job'
import { checkOptions, type OptionColumns } from '#schedules/manage/check_options'
import { checkTiming, type Circumstances } from '#schedules/manage/check_timing'
import {
  REQUEST_FIELDS,
  type ScheduleFault,
  type RequestField,
  type ScheduleRequest,
} from '#schedules/manage/schedule_request'
import type { NextRunColumns } from '#schedules/next_run_columns'
import type { TimingColumns } from '#schedules/schedule_row'

/** The columns of a schedule to be created. */
export interface CheckedSchedule extends TimingColumns, NextRunColumns, OptionColumns {
  name: string
  app_name: string
  payload: string
}

export type ScheduleCheck =
  { usable: true; schedule: CheckedSchedule } | { usable: false; faults: ScheduleFault[] }

/** The columns of the schedule, or everything that is wrong with the request. */
export function checkSchedule(
  request: ScheduleRequest,
  handlers: JobHandlers,
  circumstances: Circumstances
): ScheduleCheck {
  const faults: ScheduleFault[] = []
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
export function findUnknownFields(request: object, faults: ScheduleFault[]): void {
  for (const field of Object.keys(request)) {
    if (REQUEST_FIELDS.includes(field as RequestField)) continue
    /** A field's name may be anything. */
    const name = /^[a-z_]{1,40}$/i.test(field) ? field : 'a field'
    faults.push({ field: name, message: 'is not a known field: leave it out, or correct its name' })
  }
}
