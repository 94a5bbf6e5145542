import type { statisticsAsJson } from '#app/api/statistics_as_json'
import { TIMEFRAMES } from '#monitoring/statistics'
import {
  Component,
  countsBy,
  instant,
  integer,
  number,
  object,
  oneOf,
  orNull,
  type Schema,
} from '#openapi/schema'

type Stats = ReturnType<typeof statisticsAsJson>

type FiguresJson = Stats['total']

const reasoned = (description: string): Schema =>
  object<FiguresJson['suppressed']>(
    { total: integer(), by_reason: countsBy('By reason.') },
    { description }
  )

const times = (description: string): Schema =>
  object<FiguresJson['queue_seconds']>(
    {
      average: orNull(number()),
      p95: orNull(number('Null by facility and by language, where it is not kept.')),
    },
    { description }
  )

/** What happened in a period. */
const Figures = new Component(
  'Figures',
  object<FiguresJson>({
    sent: integer('Messages; one that is sent again counts again.'),
    delivered: integer(),
    undelivered: integer(),
    unconfirmed: integer('Sent long ago, without a final receipt.'),
    failed: integer(),
    dead_letters: integer(),
    unknown: integer(),
    cancelled: integer(),
    suppressed: reasoned('Messages that were not sent on purpose.'),
    expired: reasoned('Messages that became too late.'),
    retried: integer('POSTs of a message after its first.'),
    sms: integer('SMS that left: one may carry several messages.'),
    segments: integer(),
    units: integer('What they cost: nothing where an SMS is only logged.'),
    delivery_seconds: times('From sending to delivery.'),
    queue_seconds: times('From due to sent.'),
  })
)

const eachOf = (name: string): Schema => ({
  type: 'object',
  additionalProperties: Figures,
  description: `By ${name}.`,
})

export const Statistics = new Component(
  'Statistics',
  object<Stats>({
    timeframe: oneOf(TIMEFRAMES),
    from: instant(),
    to: instant(),
    messages: object<Stats['messages']>(
      {
        total: integer(),
        by_status: countsBy('By state.'),
        by_type: {
          type: 'object',
          additionalProperties: countsBy('By state.'),
          description: 'By type, then by state.',
        },
      },
      {
        description:
          'Messages that came to an outcome in the timeframe; one that was sent and delivered came to two.',
      }
    ),
    attempts: object<Stats['attempts']>(
      {
        total: integer(),
        by_outcome: countsBy('By outcome.'),
        awaited: integer('The answer is still awaited.'),
        retries: integer('POSTs of a message after its first.'),
      },
      { description: 'POSTs to operators that began in the timeframe.' }
    ),
    success_rate: orNull(number('From 0 to 1; null if nothing was tried.')),
    average_delivery_seconds: orNull(number()),
    pending: integer('Messages that wait now, up to 100,000.'),
    segments_sent: integer('SMS that are billed.'),
    oldest_due_age_seconds: orNull(number()),
    sms_per_hour: number('Over the whole timeframe.'),
    total: Figures,
    by_type: eachOf('type of message'),
    by_facility: eachOf('facility; messages without a patient have none'),
    by_language: eachOf('language'),
    by_account: eachOf('account'),
  })
)
