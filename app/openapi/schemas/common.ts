import { MESSAGE_STATUSES } from '#messages/message_status'
import { REASONS } from '#messages/reasons'
import {
  Component,
  listOf,
  object,
  oneOf,
  orNull,
  text,
  type Schema,
  type SchemaNode,
} from '#openapi/schema'

export const PHONE_NUMBER = text('E.164; masked (`+237•••••••56`) without `phones:read`.')

export const ACTOR = text('Who did it: `cli:name`, `user:id`, `token:id`.')

export const MessageState = new Component('MessageState', oneOf(MESSAGE_STATUSES))

export const Reason = new Component(
  'Reason',
  oneOf(REASONS, 'Why a message is in its state; docs/reasons.md explains each.')
)

/** One page of a list. */
export function pageOf(items: SchemaNode, note = 'Null on the last page.'): Schema {
  return object<{ data: unknown; meta: unknown }>({
    data: listOf(items),
    meta: object<{ next_cursor: string | null }>({ next_cursor: orNull(text(note)) }),
  })
}
