import vine from '@vinejs/vine'
import config from '@adonisjs/core/services/config'
import { text } from '#validators/text'
import { readPhoneNumber } from '#values/phone_number'

const e164 = vine.createRule((value, _, field) => {
  const reading = readPhoneNumber(String(value), config.get('api.defaultCountry'))
  if (reading.ok) field.mutate(reading.number, field)
  else
    field.report(
      `The {{ field }} ${reading.reason}: give it with + and the country code`,
      'phone',
      field
    )
})

/** A number as people write it; comes out in E.164. */
export const phoneNumber = () => text().maxLength(40).use(e164())
