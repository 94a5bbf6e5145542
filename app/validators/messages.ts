import vine from '@vinejs/vine'
import config from '@adonisjs/core/services/config'
import { pageFields } from '#app/api/keyset_page'
import { strictly } from '#app/api/strict_input'
import { InvalidDeskRequest } from '#desk/invalid_desk_request'
import { checkSelection, type MessageSelection } from '#desk/message_selection'
import { MESSAGE_STATUSES } from '#messages/message_status'
import { phoneNumber } from '#validators/phone_number'
import { text } from '#validators/text'

/** Characters of the longest text, before it is measured in segments. */
const LONGEST_TEXT = 10_000

/** Messages that may be named in one request. */
const MOST_IDS = 1_000

/** Without control characters: PostgreSQL cannot store NUL in a text. */
const ONE_LINE = /^\P{Cc}*$/u

/** Checked as the desk does, so that all faults are named at once. */
const asFilter = vine.createRule((value, name: keyof MessageSelection, field) => {
  if (typeof value !== 'string') return
  try {
    checkSelection({ [name]: value }, { allowed: MESSAGE_STATUSES, timezone: timezone() })
  } catch (error) {
    if (!(error instanceof InvalidDeskRequest)) throw error
    field.report(error.message, 'usable', field)
  }
})

const timezone = () => config.get<string>('sms_scheduler.timezone')

/** `failed,dead_letter` in a URL, a list in a body. */
const statuses = () =>
  vine
    .array(vine.enum(MESSAGE_STATUSES))
    .parse((value) => (typeof value === 'string' ? value.slice(0, 300).split(',') : value))
    .maxLength(MESSAGE_STATUSES.length)

const short = () => text().minLength(1).maxLength(100)

/** What messages are found by; the same in a URL and in a body. */
export const filterFields = {
  status: statuses().optional(),
  type: short().maxLength(60).optional(),
  reason: short().maxLength(60).use(asFilter('reason')).optional(),
  facility: short().optional(),
  patient: short().optional(),
  phone_number: phoneNumber().optional(),
  language: short().maxLength(35).optional(),
  source: short().maxLength(40).optional(),
  schedule: vine.number().withoutDecimals().range([1, Number.MAX_SAFE_INTEGER]).optional(),
  provider_message_id: short().maxLength(120).optional(),
  search: short().maxLength(120).optional(),
  from: vine.string().maxLength(64).use(asFilter('from')).optional(),
  to: vine.string().maxLength(64).use(asFilter('to')).optional(),
}

const listFields = { ...pageFields, ...filterFields }
export const messageListValidator = strictly(vine.create(listFields), listFields)

const key = text().minLength(1).maxLength(150).regex(ONE_LINE)
const newFields = {
  phone_number: phoneNumber(),
  message: vine.string().maxLength(LONGEST_TEXT),
  patient: short().optional(),
  type: vine
    .string()
    .regex(/^[A-Za-z0-9][\w.:-]{0,59}$/)
    .optional(),
  language: vine
    .string()
    .maxLength(35)
    .regex(/^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/)
    .optional(),
  priority: vine.enum(['high', 'normal', 'low'] as const).optional(),
  urgent: vine.boolean({ strict: true }).optional(),
  scheduled_at: vine.string().maxLength(64).optional(),
  expires_at: vine.string().maxLength(64).optional(),
  /** Or the header Idempotency-Key. */
  idempotency_key: key,
}
export const newMessageValidator = strictly(vine.create(newFields), newFields)

const editFields = {
  phone_number: phoneNumber().optional(),
  message: vine.string().maxLength(LONGEST_TEXT).optional(),
}
export const messageEditValidator = strictly(vine.create(editFields), editFields)

const reason = text().minLength(1).maxLength(500).regex(ONE_LINE)
const resolution = vine.enum(['sent', 'delivered', 'not_sent', 'cancelled'] as const)

const retryFields = {
  force: vine.boolean({ strict: true }).optional(),
  may_arrive_twice: vine.boolean({ strict: true }).optional(),
}
export const messageRetryValidator = strictly(vine.create(retryFields), retryFields)

const rejectionFields = { reason: reason.clone() }
export const messageRejectionValidator = strictly(vine.create(rejectionFields), rejectionFields)

const cancellationFields = { reason: reason.clone().optional() }
export const messageCancellationValidator = strictly(
  vine.create(cancellationFields),
  cancellationFields
)

const resolutionFields = { as: resolution, reason: reason.clone().optional() }
export const messageResolutionValidator = strictly(vine.create(resolutionFields), resolutionFields)

const batchFields = {
  action: vine.enum(['retry', 'reject', 'cancel', 'resolve', 'edit'] as const),
  filter: vine.any(),
  /** Required for `reject`. */
  reason: reason.clone().optional().requiredWhen('action', '=', 'reject'),
  /** Required for `resolve`. */
  as: resolution.clone().optional().requiredWhen('action', '=', 'resolve'),
  /** Required for `edit`. */
  message: vine.string().maxLength(LONGEST_TEXT).optional().requiredWhen('action', '=', 'edit'),
  /** For `retry`. */
  force: vine.boolean({ strict: true }).optional(),
}
export const messageBatchValidator = strictly(vine.create(batchFields), batchFields)

const batchFilterFields = {
  ...filterFields,
  ids: vine
    .array(vine.number({ strict: true }).withoutDecimals().positive())
    .minLength(1)
    .maxLength(MOST_IDS)
    .optional(),
}
export const batchFilterValidator = strictly(vine.create(batchFilterFields), batchFilterFields)

export const batchListValidator = strictly(vine.create(pageFields), pageFields)
