import { DateTime } from 'luxon'
import type { FiredJob, PayloadFault } from '#schedules/jobs/job_handler'
import type { CheckedPayload } from '#schedules/jobs/job_handler'

export const FIRED_AT = DateTime.fromISO('2026-03-10T09:00:00Z', { zone: 'utc' }) as DateTime<true>

/** A firing as the engine gives it to a handler. */
export function fired<Payload>(
  payload: Payload,
  values: Partial<FiredJob<Payload>> = {}
): FiredJob<Payload> & { attempt: number } {
  return {
    occurrenceId: 1,
    scheduleId: 7,
    occurrenceAt: FIRED_AT,
    priority: 2,
    attempt: 1,
    payload,
    ...values,
  }
}

/** The payload as it would be kept; fails where it is refused. */
export function usable<Payload>(checked: CheckedPayload<Payload>): Payload {
  if (!checked.usable) throw new Error(`refused: ${JSON.stringify(checked.faults)}`)
  return checked.payload
}

export function faultsOf(checked: CheckedPayload<unknown>): PayloadFault[] {
  return checked.usable ? [] : checked.faults
}
