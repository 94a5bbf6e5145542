import vine from '@vinejs/vine'
import { pageFields } from '#app/api/keyset_page'
import { phoneNumber } from '#validators/phone_number'

export const inboundMessageListValidator = vine.create({
  ...pageFields,
  phone_number: phoneNumber().optional(),
  unread: vine.boolean().optional(),
})
