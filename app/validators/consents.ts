import vine from '@vinejs/vine'
import { pageFields } from '#app/api/keyset_page'
import { phoneNumber } from '#validators/phone_number'
import { text } from '#validators/text'

/** Without control characters: PostgreSQL cannot store NUL in a text. */
const ONE_LINE = /^\P{Cc}*$/u

const status = vine.enum(['opted_in', 'opted_out'] as const)

export const consentListValidator = vine.create({
  ...pageFields,
  phone_number: phoneNumber().optional(),
  status: status.clone().optional(),
})

export const consentValidator = vine.create({
  phone_number: phoneNumber(),
  status,
  evidence: text().maxLength(500).regex(ONE_LINE).nullable().optional(),
})
