import type { JobHandlers } from '#schedules/jobs/job_handlers'
import { shown, type ScheduleFault, type ScheduleRequest } from '#schedules/manage/schedule_request'

const LARGEST_PAYLOAD_BYTES = 65_536

/** The payload in its handler's form, as JSON; undefined if it is invalid. */
export function checkJob(
  { appName, payload }: ScheduleRequest,
  handlers: JobHandlers,
  faults: ScheduleFault[]
): { app_name: string; payload: string } | undefined {
  const handler = typeof appName === 'string' ? handlers.find(appName) : undefined
  if (!handler) {
    const problem =
      (appName ?? null) === null
        ? 'the job is missing'
        : `${shown(appName)} is not a job known here`
    faults.push({
      field: 'appName',
      message: `${problem}: give one of ${handlers.names.join(', ')}`,
    })
    return undefined
  }
  const checked = handler.check(payload)
  if (!checked.usable) {
    faults.push(...checked.faults.map((fault) => ({ ...fault, field: inPayload(fault.field) })))
    return undefined
  }
  const json = JSON.stringify(checked.payload ?? null)
  if (Buffer.byteLength(json) <= LARGEST_PAYLOAD_BYTES)
    return { app_name: handler.name, payload: json }
  faults.push({
    field: 'payload',
    message: `it has ${Buffer.byteLength(json)} bytes as JSON: at most ${LARGEST_PAYLOAD_BYTES} are allowed`,
  })
  return undefined
}

/** Handlers name a field as the caller may: `jobData.message`, or just `message`. */
function inPayload(field: string): string {
  const name = field.replace(/^(jobData|payload)(\.|$)/, '')
  return name === '' ? 'payload' : `payload.${name}`
}
