import type { CountryCode } from 'libphonenumber-js'
import { A_LANGUAGE_TAG, LANGUAGE_TAG } from '#values/language_tag'
import { readPhoneNumber } from '#values/phone_number'
import { measureText } from '#texts/measure_text'
import type { CheckedPayload } from '#schedules/jobs/job_handler'
import { PayloadReader, type Reading } from '#schedules/jobs/payload_reader'
import { flag, isStorableText, text } from '#schedules/jobs/payload_values'

/** One SMS, as stored with the schedule. */
export interface SmsJob {
  /** E.164 */
  phoneNumber: string
  message: string
  messageType: string
  language: string
  /** Sent at once, also outside the recipient's window. */
  urgent?: boolean
  /** The caller's own id for it. */
  correlationId?: string
}

export interface SmsJobLimits {
  /** The country of numbers in national form. */
  defaultCountry: CountryCode
  defaultLanguage: string
  maxSegments: number
}

const EXAMPLE = { phoneNumber: '+237690000000', message: 'Bonjour' }
const FIELDS = [
  'phoneNumber',
  'message',
  'messageType',
  'language',
  'urgent',
  'correlationId',
] as const satisfies (keyof SmsJob)[]
const TYPE_NAME = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,59}$/
const MOST_CHARACTERS = 10_000

export function checkSmsJob(payload: unknown, limits: SmsJobLimits): CheckedPayload<SmsJob> {
  const reader = new PayloadReader(payload, EXAMPLE)
  reader.refuseOthers(FIELDS)
  const job: SmsJob = {
    phoneNumber: reader.required('phoneNumber', (value) => readNumber(value, limits)),
    message: reader.required('message', (value) => readMessage(value, limits)),
    messageType: reader.optional('messageType', readTypeName) ?? 'custom',
    language: reader.optional('language', readLanguage) ?? limits.defaultLanguage,
  }
  const urgent = reader.optional('urgent', flag)
  const correlationId = reader.optional('correlationId', text({ max: 200 }))
  return reader.checked({
    ...job,
    ...(urgent !== undefined && { urgent }),
    ...(correlationId !== undefined && { correlationId }),
  })
}

/** Any: the text comes with the job. */
function readLanguage(value: unknown): Reading<string> {
  const tag = typeof value === 'string' && value.slice(0, 36).toLowerCase().replaceAll('_', '-')
  return tag && LANGUAGE_TAG.test(tag)
    ? { ok: true, value: tag }
    : { ok: false, expected: A_LANGUAGE_TAG }
}

function readNumber(value: unknown, { defaultCountry }: SmsJobLimits): Reading<string> {
  const reading = typeof value === 'string' && readPhoneNumber(value.trim(), defaultCountry)
  if (reading && reading.ok) return { ok: true, value: reading.number }
  const why = reading ? `; this ${reading.reason}` : ''
  return {
    ok: false,
    expected: `a phone number with + and the country, or as it is dialled in ${defaultCountry}${why}`,
  }
}

/** Composed, because a letter and a separate accent would force UCS-2 and cost twice as much. */
function readMessage(value: unknown, { maxSegments }: SmsJobLimits): Reading<string> {
  if (!isStorableText(value) || value.trim() === '' || value.length > MOST_CHARACTERS)
    return { ok: false, expected: `a text of 1 to ${MOST_CHARACTERS} characters` }
  const message = value.normalize('NFC')
  const { segments, encoding } = measureText(message)
  if (segments <= maxSegments) return { ok: true, value: message }
  const why = encoding === 'UCS-2' ? ', with characters that leave 67 to a segment' : ''
  return {
    ok: false,
    expected: `a text of at most ${maxSegments} segments (text.maxSegments); this has ${segments}${why}`,
  }
}

function readTypeName(value: unknown): Reading<string> {
  if (typeof value === 'string' && TYPE_NAME.test(value)) return { ok: true, value }
  return {
    ok: false,
    expected: 'a name of at most 60 letters, digits and _ . : -, for example "custom"',
  }
}
