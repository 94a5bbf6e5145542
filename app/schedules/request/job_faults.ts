import type { ScheduleFault } from '#schedules/manage/schedule_request'
import type { ReadJobRequest } from '#schedules/request/read_job_request'

const MOST_FAULTS = 50

/**
 * The faults of a request's form and of its schedule, each under the name of the field in the
 * request.
 */
export function jobFaults(
  { faults, timeField }: Pick<ReadJobRequest, 'faults' | 'timeField'>,
  ofSchedule: ScheduleFault[]
): ScheduleFault[] {
  const named = ofSchedule
    /** A missing time is a fault of the form. */
    .filter(({ field }) => field !== 'kind')
    .map((fault) => ({ ...fault, field: nameOf(fault.field, timeField) }))
  const all = [...faults, ...named]
  return all.filter((fault, place) => !isSaidBefore(all, fault, place)).slice(0, MOST_FAULTS)
}

/** The time in `jobData.retryTime` is checked by the schedule and by its job. */
function isSaidBefore(all: ScheduleFault[], { field }: ScheduleFault, place: number): boolean {
  return field === 'jobData.retryTime' && all.findIndex((other) => other.field === field) < place
}

function nameOf(field: string, timeField: string): string {
  return field === 'runAt' ? timeField : field.replace(/^payload(?=\.|$)/, 'jobData')
}
