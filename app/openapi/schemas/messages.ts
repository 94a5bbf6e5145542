import type { listedMessageAsJson, shownMessageAsJson } from '#app/api/message_as_json'
import { OUTCOMES } from '#gateways/types'
import {
  Component,
  date,
  flag,
  instant,
  integer,
  listOf,
  object,
  oneOf,
  orNull,
  text,
} from '#openapi/schema'
import { MessageState, PHONE_NUMBER, Reason } from '#openapi/schemas/common'

type Listed = ReturnType<typeof listedMessageAsJson>
type Shown = ReturnType<typeof shownMessageAsJson>

const SOURCE = text('Where it came from, such as `api` or `schedule`.')
const CARRIED_BY = integer('The message whose SMS says this one too.')

export const ListedMessage = new Component(
  'ListedMessage',
  object<Listed>({
    id: integer(),
    type: text('Such as `7_day_reminder` or `custom`.'),
    status: MessageState,
    reason: orNull(Reason),
    phone_number: orNull(PHONE_NUMBER),
    patient: orNull(text('The reference of the patient it is about.')),
    facility: orNull(text('The code of the patient’s facility.')),
    language: orNull(text()),
    source: SOURCE,
    scheduled_at: instant('When it is, or was, due.'),
    updated_at: instant('When it last moved.'),
    attempts: integer('POSTs to the operator.'),
    retries: integer(),
    carried_by: orNull(CARRIED_BY),
  })
)

const Move = new Component(
  'MessageMove',
  object<Shown['timeline'][number]>(
    {
      at: instant(),
      actor: text('Who moved it: `token:id`, a command, or a part of Rappel.'),
      from: orNull(MessageState),
      to: MessageState,
      reason: orNull(Reason),
      detail: orNull(text()),
    },
    { description: 'One move of a message.' }
  )
)

const Send = new Component(
  'MessageSend',
  object<Shown['sends'][number]>(
    {
      number: integer('Counted from 1.'),
      gateway: text(),
      account: text(),
      started_at: instant(),
      finished_at: orNull(instant()),
      duration_ms: orNull(integer()),
      outcome: orNull(oneOf(OUTCOMES, 'Null while the answer is awaited.')),
      reason: orNull(text()),
      http_status: orNull(integer()),
      error_code: orNull(text('The operator’s own code.')),
      error_message: orNull(text()),
      provider_message_id: orNull(text()),
      provider_request_id: orNull(text()),
    },
    { description: 'One POST to the operator.' }
  )
)

const Receipt = new Component(
  'Receipt',
  object<Shown['receipts'][number]>(
    {
      received_at: instant(),
      times_received: integer(),
      provider_status: orNull(text('The operator’s own word.')),
      state: text('Whether it has been applied.'),
      reason: orNull(text()),
    },
    { description: 'What the operator said later.' }
  )
)

export const Message = new Component(
  'Message',
  object<Shown>({
    id: integer(),
    type: text(),
    status: MessageState,
    reason: orNull(Reason),
    why: text('Why it is in its state, in a sentence; times in `timezone`.'),
    advice: orNull(text('What a person can do.')),
    phone_number: orNull(PHONE_NUMBER),
    message: orNull(text('The text; null without `messages:read`, and until it is composed.')),
    encoding: orNull(text()),
    segments: orNull(integer('SMS that it is billed as.')),
    language: orNull(text()),
    patient: orNull(text('The reference.')),
    vaccine: orNull(text()),
    dose: orNull(text()),
    due_on: orNull(date()),
    facility: orNull(text('The code.')),
    timezone: text('Of the facility, or `APP_TIMEZONE`.'),
    priority: integer('1 high, 2 normal, 3 low.'),
    urgent: flag('Does not wait for the recipient’s window.'),
    source: SOURCE,
    planned_at: orNull(instant('When its rule wanted it.')),
    scheduled_at: instant('When it is, or was, due.'),
    expires_at: orNull(instant('It is not sent later than that.')),
    sent_at: orNull(instant()),
    delivered_at: orNull(instant()),
    failed_at: orNull(instant()),
    created_at: instant(),
    updated_at: instant(),
    attempts: integer(),
    retries: integer(),
    account: orNull(text('At the operator.')),
    provider_message_id: orNull(text()),
    receipt_status: orNull(
      oneOf(['waiting', 'uncertain', 'undelivered', 'delivered'], 'What its receipts say.')
    ),
    error_code: orNull(text()),
    error_message: orNull(text()),
    carried_by: orNull(CARRIED_BY),
    carries: listOf(integer(), 'The messages that its SMS says too.'),
    timeline: listOf(Move, 'Oldest first, at most 200, as the other lists.'),
    sends: listOf(Send),
    receipts: listOf(Receipt),
  })
)
