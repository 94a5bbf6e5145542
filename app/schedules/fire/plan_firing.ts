import type { DateTime } from 'luxon'
import { advanceSchedule, type Advance } from '#schedules/fire/advance_schedule'
import type { JobHandler } from '#schedules/jobs/job_handler'
import type { JobHandlers } from '#schedules/jobs/job_handlers'
import type { ScheduleRow } from '#schedules/schedule_row'

/** What is to be done for one due schedule. */
export interface PlannedFiring {
  row: ScheduleRow
  advance: Advance
  /** None where this process does not know the name: the occurrence waits for one that does. */
  handler: JobHandler | undefined
  /** As the handler wants it. */
  payload: unknown
  status: 'pending' | 'done' | 'skipped'
  /** Of `skipped`. */
  reason: 'missed' | 'overlap' | null
}

/** A schedule that cannot be fired, and why, in words without numbers or texts. */
export interface FaultySchedule {
  row: ScheduleRow
  error: string
}

interface Circumstances {
  now: DateTime
  missedAfterSeconds: number
  handlers: JobHandlers
  /** Schedules with an occurrence that is not done. */
  underWay: Set<number>
}

export function planFiring(
  row: ScheduleRow,
  { now, missedAfterSeconds, handlers, underWay }: Circumstances
): PlannedFiring | FaultySchedule {
  const handler = handlers.find(row.app_name)
  const checked = checkPayload(row, handler)
  if ('error' in checked) return { row, error: checked.error }
  try {
    const advance = advanceSchedule(row, now, missedAfterSeconds)
    const reason = advance.skipped
      ? 'missed'
      : row.overlap === 'skip' && underWay.has(row.id)
        ? 'overlap'
        : null
    const status = reason ? 'skipped' : handler?.kind === 'transactional' ? 'done' : 'pending'
    return { row, advance, handler, payload: checked.payload, status, reason }
  } catch (error) {
    return { row, error: (error as Error).message }
  }
}

/** What could be used when the schedule was made may not be now. */
function checkPayload(
  { payload }: ScheduleRow,
  handler: JobHandler | undefined
): { payload: unknown } | { error: string } {
  let given: unknown
  try {
    given = JSON.parse(payload)
  } catch {
    return { error: 'The payload is no JSON' }
  }
  if (!handler) return { payload: given }
  try {
    const checked = handler.check(given)
    if (checked.usable) return { payload: checked.payload }
    return { error: checked.faults.map(({ field, message }) => `${field} ${message}`).join('; ') }
  } catch {
    /** What it throws may tell of what is in it. */
    return { error: `The handler "${handler.name}" could not read the payload` }
  }
}
