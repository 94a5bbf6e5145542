import type { DateTime } from 'luxon'
import { isAllowed } from '#delivery/send/gate'
import { PRIORITIES, type Priority } from '#messages/priority'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { toSqlInstant, toSqlInstantCeiling } from '#storage/instants'
import { withinLimit } from '#texts/compose_message'
import { AN_INSTANT, readInstant } from '#values/read_instant'

/** Earlier is more likely a wrong date than a late request. */
const LATEST_REQUEST_HOURS = 24
const FARTHEST_DAYS = 366

export interface NewMessage {
  /** E.164 */
  phoneNumber: string
  text: string
  /** The reference of the child that it is about: it stands in for the child's reminders. */
  patient?: string
  type?: string
  language?: string
  priority?: Priority
  /** Sent at once, also outside the recipient's window. */
  urgent?: boolean
  /** As people write it, without an offset in the programme's zone; now where it is omitted. */
  scheduledAt?: string
  /** Not sent after this. */
  expiresAt?: string
}

/** Something that cannot be used: without the value, which may be a number or a text. */
export interface NewMessageFault {
  field: keyof NewMessage
  message: string
}

/** The columns of a message that is to be created. */
export interface CheckedMessage {
  message_type: string
  phone_number: string
  language: string
  body: string
  encoding: 'GSM-7' | 'UCS-2'
  segments: number
  priority: number
  urgent: boolean
  planned_at: string
  expires_at: string | null
}

/** The columns, or everything that is wrong with the request. */
export function checkNewMessage(
  request: NewMessage,
  { config, now }: { config: SmsSchedulerConfig; now: DateTime }
): { ok: true; message: CheckedMessage } | { ok: false; faults: NewMessageFault[] } {
  const faults: NewMessageFault[] = []
  const allowedPrefixes = config.caps.allowedPrefixes ?? []
  if (!isAllowed(request.phoneNumber, allowedPrefixes))
    faults.push({
      field: 'phoneNumber',
      message: `is in a country that is not allowed, allowed are: ${allowedPrefixes.join(', ')} (caps.allowedPrefixes)`,
    })

  /** Composed, because a letter and a separate accent would force UCS-2. */
  const text = withinLimit(request.text.normalize('NFC').trim(), config.text.maxSegments)
  if (!text.ok) faults.push({ field: 'text', message: `cannot be sent: ${text.detail}` })

  const scheduledAt = readTime('scheduledAt', request.scheduledAt, { config, now, faults }) ?? now
  const expiresAt = readTime('expiresAt', request.expiresAt, { config, now, faults })
  if (expiresAt && (expiresAt <= now || expiresAt <= scheduledAt))
    faults.push({
      field: 'expiresAt',
      message: 'is not after the time at which it is due: give a later one, or leave it out',
    })
  if (!text.ok || faults.length > 0) return { ok: false, faults }
  return {
    ok: true,
    message: {
      message_type: request.type ?? 'custom',
      phone_number: request.phoneNumber,
      language: request.language ?? config.text.defaultLanguage,
      body: text.body,
      encoding: text.encoding,
      segments: text.segments,
      priority: PRIORITIES[request.priority ?? 'normal'],
      urgent: request.urgent ?? false,
      planned_at: toSqlInstantCeiling(scheduledAt),
      expires_at: expiresAt ? toSqlInstant(expiresAt) : null,
    },
  }
}

function readTime(
  field: 'scheduledAt' | 'expiresAt',
  text: string | undefined,
  { config, now, faults }: { config: SmsSchedulerConfig; now: DateTime; faults: NewMessageFault[] }
): DateTime | undefined {
  if (text === undefined) return undefined
  const time = readInstant(text, config.timezone)
  const earliest = now.minus({ hours: LATEST_REQUEST_HOURS })
  if (time && time >= earliest && time <= now.plus({ days: FARTHEST_DAYS })) return time
  faults.push({
    field,
    message: time
      ? `must be at most ${LATEST_REQUEST_HOURS} hours past and ${FARTHEST_DAYS} days ahead`
      : `cannot be read: give ${AN_INSTANT}`,
  })
  return undefined
}
