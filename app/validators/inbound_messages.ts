import vine from '@vinejs/vine'
import { pageFields } from '#app/api/keyset_page'
import { strictly } from '#app/api/strict_input'
import { phoneNumber } from '#validators/phone_number'

const fields = {
  ...pageFields,
  phone_number: phoneNumber().optional(),
  unread: vine.boolean().optional(),
}
export const inboundMessageListValidator = strictly(vine.create(fields), fields)
