import type { FiredJob } from '#schedules/jobs/job_handler'
import { now } from '#tests/helpers/test_clock'

/** A firing as the engine gives it to a handler. */
export function fired<Payload>(
  payload: Payload,
  values: Partial<FiredJob<Payload>> = {}
): FiredJob<Payload> & { attempt: number } {
  return {
    occurrenceId: 1,
    scheduleId: 7,
    occurrenceAt: now,
    priority: 2,
    attempt: 1,
    payload,
    ...values,
  }
}
