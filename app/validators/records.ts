import vine from '@vinejs/vine'
import { pageFields } from '#app/api/keyset_page'
import { strictly } from '#app/api/strict_input'
import { PATIENT_STATUSES } from '#records/change_status'
import { phoneNumber } from '#validators/phone_number'
import { text } from '#validators/text'
import { faultOfDate } from '#values/calendar_date'

const date = vine.createRule((value, _, field) => {
  const fault = typeof value === 'string' ? faultOfDate(value) : 'is not a text'
  if (fault) field.report(`The {{ field }} ${fault}`, 'date', field)
})

const facility = () => text().maxLength(100)

const status = vine.enum(PATIENT_STATUSES)

const patientListFields = {
  ...pageFields,
  facility: facility().optional(),
  status: status.clone().optional(),
  phone_number: phoneNumber().optional(),
}
export const patientListValidator = strictly(vine.create(patientListFields), patientListFields)

const immunizationListFields = {
  ...pageFields,
  due_on: vine.string().maxLength(20).use(date()),
  facility: facility().optional(),
}
export const immunizationListValidator = strictly(
  vine.create(immunizationListFields),
  immunizationListFields
)

const statusFields = {
  status,
  reason: text().maxLength(500).nullable().optional(),
  replace: vine.boolean({ strict: true }).optional(),
}
export const patientStatusValidator = strictly(vine.create(statusFields), statusFields)
