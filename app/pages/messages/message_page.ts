import type { ReminderOfPatient } from '#desk/reminders_of_patient'
import type { ShownMessage } from '#desk/show_message'
import type { ShownPatient } from '#desk/show_patient'
import { MESSAGE_STATUSES, MessageStatuses, type MessageStatus } from '#messages/message_status'
import { toSqlInstant } from '#storage/instants'
import { measureText } from '#texts/measure_text'
import { spacedNumber } from '#values/spaced_number'
import { withoutPersonalData } from '#values/without_personal_data'
import { capital } from '#app/pages/capital'
import type { Reader } from '#app/pages/reader'
import { typeInWords } from '#app/pages/type_in_words'
import { chipOf, lineOf, plainWordsOf } from '#app/pages/words_of_message'
import { actionsOf } from './actions.js'
import { timelineOf, type NameOf } from './timeline.js'

/** Characters of one segment, and of each part of a longer SMS. */
const ROOM = { 'GSM-7': [160, 153], 'UCS-2': [70, 67] } as const

interface MessageParts {
  shown: ShownMessage
  /** The child that it is about. */
  patient: ShownPatient | null
  nameOf: NameOf
  mayAct: boolean
  /** Whether the whole number is shown. */
  revealed: boolean
}

/** Everything that the template of Message writes down. */
export function messagePage(reader: Reader, parts: MessageParts) {
  const { shown, patient, nameOf, mayAct, revealed } = parts
  const { message, timezone } = shown
  const { id, status } = message
  const isOver = message.expires_at !== null && message.expires_at <= toSqlInstant(reader.now)
  const words = plainWordsOf(reader, message.reason)
  const child = patient && `${patient.patient.first_name} ${patient.patient.last_name}`
  const dose = message.vaccine ? `${message.vaccine} ${message.dose}` : ''
  return {
    id,
    status,
    title: sentenceOf(reader, shown),
    chip: chipOf(reader, status),
    what: [capital(typeInWords(reader, message.message_type)), dose].filter(Boolean).join(', '),
    child: patient && child ? { name: child, href: patientHref(patient.patient.ref) } : null,
    /** That a receipt came says the state itself. */
    why:
      message.reason === 'receipt' ? null : words && { meaning: words.meaning, todo: words.todo },
    timeline: timelineOf(reader, shown, nameOf),
    text: textOf(reader, message),
    facts: factsOf(reader, shown, { facility: patient?.patient.facility_name ?? null, revealed }),
    revealed,
    reveal: mayAct && !revealed && message.phone_number !== null ? `/messages/${id}/number` : null,
    carriedBy: message.carried_by === null ? null : `/messages/${message.carried_by}`,
    carried: carriedOf(reader, shown),
    actions: actionsOf(reader, { id, status, isOver }, mayAct),
    others: patient
      ? {
          title: reader.t('message.others', { name: patient.patient.first_name }),
          rows: patient.reminders
            .filter((reminder) => reminder.id !== id && isMessage(reminder))
            .map((reminder) => otherRow(reader, reminder, timezone)),
        }
      : null,
    attempts: shown.attempts.map((attempt) => engineersLine(attempt)),
    engineersHint: reader.t('message.engineers_hint', {
      id: String(id),
      account: message.gateway_account ?? '–',
    }),
  }
}

export const patientHref = (ref: string) => `/patients/${encodeURIComponent(ref)}`

/** What became of it, in one sentence. */
function sentenceOf(reader: Reader, { message, timezone, attempts }: ShownMessage): string {
  const { status } = message
  const instants: Partial<Record<MessageStatus, string | null>> = {
    pending: message.scheduled_at,
    sent: message.sent_at,
    delivered: message.delivered_at,
    expired: message.expires_at,
  }
  const instant = instants[status]
  const time = instant ? reader.moment(instant, timezone) : ''
  const why = plainWordsOf(reader, message.reason)?.short ?? reader.t('reasons.no_reason')
  return reader.t(`message.sentences.${sentenceKey(message, instant)}`, {
    time,
    why,
    tries: attempts.length,
  })
}

function sentenceKey(
  { status, reason, attempt_count: attempts }: ShownMessage['message'],
  instant: string | null | undefined
): string {
  if (status === MessageStatuses.pending) return reason && attempts > 0 ? 'retrying' : status
  return instant === null ? `${status}_untimed` : status
}

function textOf(reader: Reader, { body, status, language, segments }: ShownMessage['message']) {
  if (body === null) return null
  const measure = measureText(body)
  const [single, part] = ROOM[measure.encoding]
  return {
    title: reader.t(HAS_LEFT.includes(status) ? 'message.text_sent' : 'message.text'),
    body,
    length: reader.t('message.length', {
      units: reader.number(measure.units),
      room: reader.number(measure.segments === 1 ? single : part * measure.segments),
      segments: measure.segments,
    }),
    encoding: measure.encoding,
    costly:
      measure.encoding === 'UCS-2'
        ? reader.t('message.costly', { letters: measure.forcedBy.slice(0, 10).join(' ') })
        : '',
    language: languageName(reader, language),
    cost: reader.t('message.cost', { count: segments ?? measure.segments }),
  }
}

const HAS_LEFT: readonly MessageStatus[] = ['sent', 'delivered', 'undelivered']

export function languageName(reader: Reader, language: string | null): string {
  if (language === null) return '–'
  try {
    return new Intl.DisplayNames(reader.language, { type: 'language' }).of(language) ?? language
  } catch {
    return language
  }
}

function factsOf(
  reader: Reader,
  { message, timezone }: ShownMessage,
  { facility, revealed }: { facility: string | null; revealed: boolean }
) {
  const number = message.phone_number
  const facts: [name: string, value: string | null][] = [
    ['number', revealed && number !== null ? spacedNumber(number) : number],
    ['facility', facility ?? message.facility],
    ['planned', reader.moment(message.planned_at ?? message.scheduled_at, timezone)],
    ['until', message.expires_at && reader.moment(message.expires_at, timezone)],
    ['zone', timezone === reader.zone ? null : timezone],
  ]
  return facts.flatMap(([name, value]) =>
    value ? { label: reader.t(`message.facts.${name}`), value } : []
  )
}

/** What the SMS names beside it. */
function carriedOf(reader: Reader, { carried }: ShownMessage) {
  return {
    title: reader.t('message.carries', { count: carried.length }),
    rows: carried.map((one) => ({
      href: `/messages/${one.id}`,
      text: [one.patient, [one.vaccine, one.dose].filter(Boolean).join(' ')]
        .filter(Boolean)
        .join(', '),
    })),
  }
}

const isMessage = ({ status }: ReminderOfPatient) =>
  (MESSAGE_STATUSES as readonly string[]).includes(status)

function otherRow(reader: Reader, reminder: ReminderOfPatient, zone: string) {
  const status = reminder.status as MessageStatus
  const { reason, at } = reminder
  const line = lineOf(reader, { status, reason })
  return {
    href: `/messages/${reminder.id}`,
    type: capital(typeInWords(reader, reminder.type)),
    dose: `${reminder.vaccine} ${reminder.dose}`,
    chip: chipOf(reader, status),
    when: [reader.moment(at, zone), line].filter(Boolean).join(', '),
  }
}

/** What was asked and answered, without number, text and token. */
function engineersLine(attempt: ShownMessage['attempts'][number]): string {
  return [
    `#${attempt.number} ${attempt.gateway}/${attempt.account}`,
    `started_at ${attempt.started_at}Z`,
    `duration_ms ${attempt.duration_ms ?? '–'}`,
    `outcome ${attempt.outcome ?? '–'}`,
    `reason ${attempt.reason ?? '–'}`,
    `http_status ${attempt.http_status ?? '–'}`,
    `error_code ${attempt.error_code ?? '–'}`,
    `error_message ${withoutPersonalData(attempt.error_message ?? '–')}`,
    `provider_message_id ${attempt.provider_message_id ?? '–'}`,
    `provider_request_id ${attempt.provider_request_id ?? '–'}`,
  ].join('\n')
}
