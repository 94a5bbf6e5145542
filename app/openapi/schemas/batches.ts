import type { batchAsJson } from '#app/api/batch_as_json'
import { BATCH_ACTIONS } from '#desk/batches/batch_row'
import {
  Component,
  countsBy,
  flag,
  instant,
  integer,
  object,
  oneOf,
  orNull,
  text,
} from '#openapi/schema'
import { ACTOR } from '#openapi/schemas/common'

const ACTION = oneOf(BATCH_ACTIONS)

export const Batch = new Component(
  'Batch',
  object<ReturnType<typeof batchAsJson>>({
    id: integer(),
    action: ACTION,
    status: oneOf(['waiting', 'running', 'stopped', 'done', 'failed']),
    matched: integer('Messages that matched when it was created.'),
    done: integer('How many of them have been worked on.'),
    changed: integer('How many of those were changed.'),
    refused: countsBy('How many were not, by why.'),
    created_by: ACTOR,
    stopped_by: orNull(ACTOR),
    error: orNull(text()),
    created_at: instant(),
    started_at: orNull(instant()),
    finished_at: orNull(instant()),
  })
)

interface Preview {
  action: string
  matched: number
  complete: boolean
  would_change: number
  segments: number
}

interface RetryPreview extends Preview {
  refused: object
  by_reason: object
  may_arrive_twice: number
  gate: { send: number; stopped: object; deferred: object }
}

const PREVIEW = {
  action: oneOf(BATCH_ACTIONS.filter((action) => action !== 'reschedule')),
  matched: integer('Messages that match now.'),
  complete: flag('False if there are more: the figures are then of the first 10,000.'),
  would_change: integer(),
  segments: integer('SMS that would be billed.'),
}

export const BatchPreview = new Component(
  'BatchPreview',
  object<RetryPreview>(
    {
      ...PREVIEW,
      refused: countsBy('How many would not be changed, by why.'),
      by_reason: countsBy('How many matched, by their reason.'),
      may_arrive_twice: integer('How many the operator may already have.'),
      gate: object<RetryPreview['gate']>(
        {
          send: integer('Would be sent at once.'),
          stopped: countsBy('Would never be sent, by reason.'),
          deferred: countsBy('Would be sent later, by reason.'),
        },
        { description: 'What would become of them now.' }
      ),
    },
    {
      optional: ['refused', 'by_reason', 'may_arrive_twice', 'gate'],
      description: 'The last four fields are there for `retry`.',
    }
  )
)
