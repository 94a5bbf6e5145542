import type { inboundMessageAsJson } from '#app/api/inbound_message_as_json'
import { Component, instant, integer, object, oneOf, orNull, text } from '#openapi/schema'
import { ACTOR, PHONE_NUMBER } from '#openapi/schemas/common'

export const InboundMessage = new Component(
  'InboundMessage',
  object<ReturnType<typeof inboundMessageAsJson>>({
    id: integer(),
    received_at: instant(),
    sent_at: orNull(instant('As the operator says.')),
    phone_number: PHONE_NUMBER,
    destination: orNull(text('The number or name that it was sent to.')),
    body: orNull(text('The text; null without `messages:read`.')),
    keyword: orNull(oneOf(['stop', 'start'])),
    effect: oneOf(['opted_out', 'opted_in', 'unchanged']),
    reason: orNull(text('Why a keyword had no effect, or what is in doubt.')),
    read_at: orNull(instant()),
    read_by: orNull(ACTOR),
  })
)
