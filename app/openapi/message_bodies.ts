import { bodyOf } from '#openapi/from_validator'
import type { Schema } from '#openapi/schema'
import {
  batchFilterValidator,
  messageBatchValidator,
  newMessageValidator,
} from '#validators/messages'

/** Of a list and of a batch alike. */
export const FILTER_WORDS = {
  status: 'States.',
  type: 'Such as `7_day_reminder`.',
  reason: 'As in docs/reasons.md.',
  facility: 'The code: messages about its patients.',
  patient: 'The reference.',
  phone_number: 'The number it goes to, as people write it.',
  source: 'Where it came from, such as `api` or `schedule`.',
  schedule: 'The id of the schedule that created it.',
  provider_message_id: 'The operator’s id, also of an earlier attempt.',
  search: 'Exactly a number, a patient’s reference or an operator’s id.',
  from: 'A day in `APP_TIMEZONE`, or an instant: when it is due, failed, or last moved.',
  to: 'The same; included.',
}

/** The key may be in the header instead. */
export const newMessageBody: Schema = {
  ...bodyOf(newMessageValidator, {
    phone_number: 'As people write it.',
    patient: 'The reference of the child it is about.',
    type: '`custom` if omitted.',
    urgent: 'Does not wait for the recipient’s window.',
    scheduled_at: 'ISO 8601 with an offset, or a local time in `APP_TIMEZONE`; now if omitted.',
    expires_at: 'The same; it is not sent later than that.',
    idempotency_key: 'Or the header `Idempotency-Key`; one of them is required.',
  }),
  required: ['phone_number', 'message'],
}

const action = bodyOf(messageBatchValidator, {
  reason: 'Required for `reject`.',
  as: 'Required for `resolve`.',
  message: 'For `edit`: the text that all get.',
  force: 'For `retry`: beyond their tries as well.',
})

export const batchBody: Schema = {
  ...action,
  properties: {
    ...(action.properties as object),
    filter: {
      ...bodyOf(batchFilterValidator, { ...FILTER_WORDS, ids: 'Instead of the others.' }),
      description: 'Empty for `retry` alone: failed messages and dead letters.',
    },
  },
  required: ['action', 'filter'],
}
