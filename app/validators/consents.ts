import vine from '@vinejs/vine'
import { pageFields } from '#app/api/keyset_page'
import { strictly } from '#app/api/strict_input'
import { phoneNumber } from '#validators/phone_number'
import { text } from '#validators/text'

/** Without control characters: PostgreSQL cannot store NUL in a text. */
const ONE_LINE = /^\P{Cc}*$/u

const status = vine.enum(['opted_in', 'opted_out'] as const)

const listFields = {
  ...pageFields,
  phone_number: phoneNumber().optional(),
  status: status.clone().optional(),
}
export const consentListValidator = strictly(vine.create(listFields), listFields)

const fields = {
  phone_number: phoneNumber(),
  status,
  evidence: text().maxLength(500).regex(ONE_LINE).nullable().optional(),
}
export const consentValidator = strictly(vine.create(fields), fields)
