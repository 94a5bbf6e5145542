import type { DateTime } from 'luxon'
import { advanceSchedule, type Advance } from '#schedules/fire/advance_schedule'
import type { JobHandler } from '#schedules/jobs/job_handler'
import type { JobHandlers } from '#schedules/jobs/job_handlers'
import type { ScheduleRow } from '#schedules/schedule_row'

/** The plan for one due schedule. */
export interface PlannedFiring {
  row: ScheduleRow
  advance: Advance
  /**
   * Undefined if this process does not know the handler: the occurrence waits for a process that
   * does.
   */
  handler: JobHandler | undefined
  /** In the handler's form. */
  payload: unknown
  status: 'pending' | 'done' | 'skipped'
  /** Only for `skipped`. */
  reason: 'missed' | 'overlap' | null
}

/** A schedule that cannot be fired, and why, without numbers or texts. */
export interface FaultySchedule {
  row: ScheduleRow
  error: string
}

interface Circumstances {
  now: DateTime
  /** A run due before it was missed. */
  missedBefore: DateTime
  handlers: JobHandlers
  /** Schedules with an unfinished occurrence. */
  underWay: Set<number>
}

export function planFiring(
  row: ScheduleRow,
  { now, missedBefore, handlers, underWay }: Circumstances
): PlannedFiring | FaultySchedule {
  const handler = handlers.find(row.app_name)
  const checked = checkPayload(row, handler)
  if ('error' in checked) return { row, error: checked.error }
  try {
    const advance = advanceSchedule(row, now, missedBefore)
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

/** A payload that was valid when the schedule was created may be invalid now. */
function checkPayload(
  { payload }: ScheduleRow,
  handler: JobHandler | undefined
): { payload: unknown } | { error: string } {
  let given: unknown
  try {
    given = JSON.parse(payload)
  } catch {
    return { error: 'The payload is not JSON' }
  }
  if (!handler) return { payload: given }
  try {
    const checked = handler.check(given)
    if (checked.usable) return { payload: checked.payload }
    return { error: checked.faults.map(({ field, message }) => `${field} ${message}`).join('; ') }
  } catch {
    /** The thrown error may quote the payload. */
    return { error: `The handler "${handler.name}" could not read the payload` }
  }
}
