import type { Schedule } from '#schedules/manage/stored_schedule'
import { measureText } from '#texts/measure_text'
import { isObject } from '#values/is_object'
import { maskPhoneNumber } from '#values/mask_phone_number'
import type { Reader } from '#app/pages/reader'

/**
 * The SMS that a run makes; null of another job, whose payload is not shown: it may hold numbers or
 * texts of people anywhere.
 */
export function smsOf(reader: Reader, { appName, payload }: Schedule) {
  if (appName !== 'sms' || !isObject(payload)) return null
  const { phoneNumber, message } = payload
  if (typeof phoneNumber !== 'string' || typeof message !== 'string') return null
  const { segments, encoding } = measureText(message)
  return {
    to: maskPhoneNumber(phoneNumber),
    body: message,
    cost: reader.t('schedules.cost', { count: segments }),
    encoding,
  }
}
