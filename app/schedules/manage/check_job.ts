import type { JobHandlers } from '#schedules/jobs/job_handlers'
import { shown, type Fault, type ScheduleRequest } from '#schedules/manage/schedule_request'

const LARGEST_PAYLOAD_BYTES = 65_536

/** The payload as its handler wants it kept, as JSON; nothing where it cannot be used. */
export function checkJob(
  { appName, payload }: ScheduleRequest,
  handlers: JobHandlers,
  faults: Fault[]
): { app_name: string; payload: string } | undefined {
  const handler = typeof appName === 'string' ? handlers.find(appName) : undefined
  if (!handler) {
    const problem =
      (appName ?? null) === null
        ? 'nothing says which job'
        : `${shown(appName)} is no job that can be done here`
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
    message: `it has ${Buffer.byteLength(json)} bytes as JSON: at most ${LARGEST_PAYLOAD_BYTES} are kept`,
  })
  return undefined
}

/** Handlers name a field as their caller may: `jobData.message`, or `message` alone. */
function inPayload(field: string): string {
  const name = field.replace(/^(jobData|payload)(\.|$)/, '')
  return name === '' ? 'payload' : `payload.${name}`
}
