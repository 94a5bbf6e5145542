import { bodyOf } from '#openapi/from_validator'
import type { Operations } from '#openapi/operation'
import { BegunPause, ResumptionOfSending, SchedulerStatus, Tick } from '#openapi/schemas/scheduler'
import { pauseValidator, resumeValidator, tickValidator } from '#validators/scheduler'

const TARGET = {
  facility: 'The code; or else `type`, or neither for everything.',
  type: 'A message type.',
}

const NO_SUCH_TARGET = ['E_UNKNOWN_FACILITY', 'E_UNKNOWN_MESSAGE_TYPE', 'E_SEVERAL_TARGETS']

export const schedulerOperations: Operations = {
  'GET /api/v1/scheduler/status': {
    summary: 'Says whether sending goes on',
    answers: { 200: { description: 'The status.', schema: SchedulerStatus } },
  },
  'POST /api/v1/scheduler/pause': {
    summary: 'Pauses sending: everything, a facility, or a message type',
    body: {
      schema: bodyOf(pauseValidator, {
        ...TARGET,
        until: '`18:00`, `2026-03-10`, `2026-03-10 18:00` or an ISO instant.',
      }),
      example: { reason: 'new texts are being checked' },
      optional: true,
    },
    answers: { 200: { description: 'The pause.', schema: BegunPause } },
    problems: { 422: [...NO_SUCH_TARGET, 'E_UNUSABLE_UNTIL'] },
  },
  'POST /api/v1/scheduler/resume': {
    summary: 'Resumes sending, and accounts that a fault stopped',
    body: {
      schema: bodyOf(resumeValidator, TARGET),
      example: { reason: 'the texts are right' },
      optional: true,
    },
    answers: { 200: { description: 'What was resumed.', schema: ResumptionOfSending } },
    problems: { 422: NO_SUCH_TARGET },
  },
  'POST /api/v1/scheduler/tick': {
    summary: 'Runs what is due, for an external cron',
    body: {
      schema: bodyOf(tickValidator, { limit: 'The most schedules to fire.' }),
      example: { limit: 100 },
      optional: true,
    },
    answers: { 200: { description: 'What was done.', schema: Tick } },
  },
}
