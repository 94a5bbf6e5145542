import type { CheckedPayload, PayloadFault } from '#schedules/jobs/job_handler'

/** The payload as it would be kept; fails where it is refused. */
export function usable<Payload>(checked: CheckedPayload<Payload>): Payload {
  if (!checked.usable) throw new Error(`refused: ${JSON.stringify(checked.faults)}`)
  return checked.payload
}

export function faultsOf(checked: CheckedPayload<unknown>): PayloadFault[] {
  return checked.usable ? [] : checked.faults
}
