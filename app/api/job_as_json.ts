import { snakeKeys } from '#app/api/schedule_fields'
import type { FoundJob } from '#schedules/request/find_job'
import type { JobResult } from '#schedules/request/job_result'

/** Faults of one of many requests that are named. */
const MOST_FAULTS = 10

export function jobResultAsJson(result: JobResult) {
  const { outcome, requestId } = result
  if (outcome === 'refused')
    return { outcome, request_id: requestId, errors: result.faults.slice(0, MOST_FAULTS) }
  const { key, schedule } = result
  return {
    outcome,
    request_id: requestId,
    key,
    schedule_id: schedule.id,
    run_at: schedule.runAt,
    ...(outcome === 'conflict' && { errors: [TAKEN] }),
  }
}

const TAKEN = {
  field: 'idempotencyKey',
  message: 'belongs to a job that asked for something else: send another key for another job',
}

export function foundJobAsJson({ key, schedule, status, occurrence, message }: FoundJob) {
  const { id, appName, runAt, priority, source, createdBy, createdAt } = schedule
  return {
    key,
    status,
    ...snakeKeys({ scheduleId: id, appName, runAt, priority, source, createdBy, createdAt }),
    occurrence: occurrence && snakeKeys(occurrence),
    message: message && snakeKeys(message),
  }
}
