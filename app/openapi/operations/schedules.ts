import { bodyOf, queryOf } from '#openapi/from_validator'
import { jobBody, JOB_EXAMPLE, scheduleBody, scheduleChangeBody } from '#openapi/job_bodies'
import type { Operations } from '#openapi/operation'
import { pageOf } from '#openapi/schemas/common'
import * as schemas from '#openapi/schemas/schedules'
import {
  occurrenceListValidator,
  schedulePauseValidator,
  scheduleListValidator,
} from '#validators/schedules'

const NO_SCHEDULE = { 404: ['E_NO_SUCH_SCHEDULE'] }
const ANOTHERS = { 403: ['E_NOT_YOUR_SCHEDULE'] }
const OWN = { ...NO_SCHEDULE, ...ANOTHERS }
const CONFLICT = { 409: ['E_SCHEDULE_CONFLICT'] }
const CAP = { 429: ['E_TOKEN_CAP'] }

const AS_IT_IS = { description: 'The schedule as it is now.', schema: schemas.Schedule }
const LOCATION = { Location: 'Its path.' }

export const scheduleOperations: Operations = {
  'GET /api/v1/schedules': {
    summary: 'Lists schedules, newest first, without their payloads',
    query: queryOf(scheduleListValidator, { app_name: 'The job, such as `sms`.' }),
    answers: { 200: { description: 'A page.', schema: pageOf(schemas.ListedSchedule) } },
  },
  'POST /api/v1/schedules': {
    summary: 'Creates a schedule',
    headers: { 'Idempotency-Key': 'Takes precedence over `idempotency_key`.' },
    body: {
      schema: scheduleBody,
      example: {
        app_name: 'sms',
        payload: { phoneNumber: '+237690000001', message: 'Merci' },
        cron: '0 9 * * 1',
        timezone: 'Africa/Douala',
        idempotency_key: 'thanks 4711',
      },
    },
    answers: {
      200: {
        description: 'There is one with this key already.',
        schema: schemas.Schedule,
        headers: LOCATION,
      },
      201: { description: 'Created.', schema: schemas.Schedule, headers: LOCATION },
    },
    problems: { 409: ['E_IDEMPOTENCY_KEY_TAKEN'], ...CAP },
  },
  'GET /api/v1/schedules/:id': {
    summary: 'Shows a schedule with its payload and its next runs',
    answers: { 200: { description: 'The schedule.', schema: schemas.ScheduleWithRuns } },
    problems: NO_SCHEDULE,
  },
  'PATCH /api/v1/schedules/:id': {
    summary: 'Changes a schedule; null removes a value',
    body: { schema: scheduleChangeBody, example: { version: 1, cron: '0 10 * * 1', max_runs: 3 } },
    answers: { 200: AS_IT_IS },
    problems: { ...OWN, ...CONFLICT, ...CAP },
  },
  'DELETE /api/v1/schedules/:id': {
    summary: 'Ends a schedule for good; what waits is cancelled',
    answers: { 204: { description: 'Deleted.' } },
    problems: OWN,
  },
  'POST /api/v1/schedules/:id/pauses': {
    summary: 'Pauses a schedule',
    body: {
      schema: bodyOf(schedulePauseValidator),
      example: { reason: 'wrong text' },
      optional: true,
    },
    answers: { 200: AS_IT_IS },
    problems: { ...OWN, ...CONFLICT },
  },
  'DELETE /api/v1/schedules/:id/pauses': {
    summary: 'Resumes a schedule, which goes on from now',
    answers: { 200: AS_IT_IS },
    problems: { ...OWN, ...CONFLICT, ...CAP },
  },
  'POST /api/v1/schedules/:id/runs': {
    summary: 'Runs a schedule once more now',
    answers: { 201: { description: 'The run.', schema: schemas.ScheduleOccurrence } },
    problems: { ...OWN, ...CONFLICT, ...CAP },
  },
  'GET /api/v1/schedules/:id/occurrences': {
    summary: 'Lists the runs of a schedule, newest first',
    query: queryOf(occurrenceListValidator),
    answers: { 200: { description: 'A page.', schema: pageOf(schemas.ScheduleOccurrence) } },
    problems: NO_SCHEDULE,
  },
  'POST /api/v1/occurrences/:id/retries': {
    summary: 'Retries a dead letter of a schedule',
    answers: { 202: { description: 'It is tried again.', schema: schemas.RetriedOccurrence } },
    problems: { 404: ['E_NO_SUCH_DEAD_LETTER'], ...ANOTHERS },
  },
  'POST /api/v1/jobs': {
    summary: 'Hands in one job, or up to 1,000, as over Kafka',
    details:
      'A job whose time is past is done at once. Of many, those that can be used are created, and each is answered.',
    headers: { 'Idempotency-Key': 'For one job; takes precedence over `idempotencyKey`.' },
    body: { schema: jobBody, example: JOB_EXAMPLE },
    answers: {
      200: {
        description: 'One whose key is known, or the results of many.',
        schema: { anyOf: [schemas.TakenJob, schemas.JobResults] },
      },
      201: { description: 'One job is created.', schema: schemas.TakenJob, headers: LOCATION },
    },
    problems: { 409: ['E_IDEMPOTENCY_KEY_TAKEN'], ...CAP },
  },
  'GET /api/v1/jobs/:key': {
    summary: 'Says what became of a job',
    answers: { 200: { description: 'The job.', schema: schemas.Job } },
    problems: { 404: ['E_NO_SUCH_ROW'] },
  },
}
