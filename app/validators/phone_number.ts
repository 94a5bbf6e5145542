import vine from '@vinejs/vine'
import env from '#start/env'
import { readPhoneNumber } from '#imports/phone_number'

const e164 = vine.createRule((value, _, field) => {
  const reading = readPhoneNumber(String(value), env.get('DEFAULT_COUNTRY'))
  if (reading.ok) field.mutate(reading.number, field)
  else
    field.report(
      `The {{ field }} ${reading.reason}: give it with + and the country`,
      'phone',
      field
    )
})

/** A number as people write it; comes out in E.164. */
export const phoneNumber = () => vine.string().trim().maxLength(40).use(e164())
