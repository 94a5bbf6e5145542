import type { ShownMessage } from '#desk/show_message'
import { capital } from '#app/pages/capital'
import type { Reader } from '#app/pages/reader'
import { typeInWords } from '#app/pages/type_in_words'
import { plainWordsOf } from '#app/pages/words_of_message'

/** Something that happened to a message. */
export interface Moment {
  icon: string
  look: '' | 'ok' | 'warn' | 'bad'
  title: string
  /** When, and what is to be said about it. */
  note: string
  at: string
}

type Attempt = ShownMessage['attempts'][number]
type Event = ShownMessage['events'][number]
type Receipt = ShownMessage['receipts'][number]

/** Who did it; the name of a person, or null for Rappel itself. */
export type NameOf = (actor: string | null) => string | null

/** Planned, tried, receipted, and what people did: oldest first. */
export function timelineOf(reader: Reader, shown: ShownMessage, nameOf: NameOf): Moment[] {
  const inZone = (instant: string) =>
    `${reader.day(instant, shown.timezone)} ${reader.exactTime(instant, shown.timezone)}`
  const moments = [
    planned(reader, shown, inZone),
    ...shown.attempts.map((attempt) => tried(reader, attempt, inZone)),
    ...shown.receipts.map((receipt) => receipted(reader, receipt, inZone)),
    ...shown.events
      .filter((event) => isWorthTelling(event))
      .map((event) => moved(reader, event, { inZone, nameOf })),
  ]
  return moments.sort((left, right) => left.at.localeCompare(right.at))
}

type InZone = (instant: string) => string

function planned(reader: Reader, { message }: ShownMessage, inZone: InZone): Moment {
  const isReminder = message.due_on !== null
  const title = isReminder
    ? reader.t('message.timeline.planned', { rule: typeInWords(reader, message.message_type) })
    : reader.t('message.timeline.created', { source: message.source })
  const due =
    message.due_on && reader.t('message.timeline.due', { day: reader.date(message.due_on) })
  return {
    icon: 'plan',
    look: '',
    title,
    note: [`${inZone(message.created_at)}.`, due].filter(Boolean).join(' '),
    at: message.created_at,
  }
}

function tried(reader: Reader, attempt: Attempt, inZone: InZone): Moment {
  const { number, outcome, reason, http_status: code, duration_ms: duration } = attempt
  const isAccepted = outcome === 'accepted'
  const why = plainWordsOf(reader, reason)?.short ?? reader.t('message.timeline.no_answer')
  const details = [
    code && reader.t('message.timeline.code', { code: String(code) }),
    duration !== null &&
      reader.t('message.timeline.after', {
        seconds: reader.number(Math.round(duration / 100) / 10),
      }),
  ].filter(Boolean)
  return {
    icon: isAccepted ? 'sent' : outcome === null ? 'sending' : 'failed',
    look: isAccepted || outcome === null ? '' : outcome === 'ambiguous' ? 'warn' : 'bad',
    title: isAccepted
      ? reader.t('message.timeline.accepted', { number })
      : reader.t('message.timeline.failed', { number, why }),
    note: [inZone(attempt.started_at), ...details].join(', ') + '.',
    at: attempt.started_at,
  }
}

/** The looks of what receipts say. */
const RECEIPTS: Readonly<Record<string, [icon: string, look: Moment['look'], key: string]>> = {
  DeliveredToTerminal: ['delivered', 'ok', 'delivered'],
  DeliveryImpossible: ['undelivered', 'bad', 'undelivered'],
  MessageWaiting: ['pending', '', 'waiting'],
  DeliveredToNetwork: ['pending', '', 'network'],
  DeliveryUncertain: ['unknown', '', 'uncertain'],
}

function receipted(reader: Reader, receipt: Receipt, inZone: InZone): Moment {
  const status = receipt.provider_status ?? ''
  const known = Object.hasOwn(RECEIPTS, status) ? RECEIPTS[status] : undefined
  const [icon, look, key] = known ?? (['pending', '', 'other'] as const)
  return {
    icon,
    look,
    title: reader.t(`message.timeline.receipt_${key}`),
    note: `${inZone(receipt.received_at)}.`,
    at: receipt.received_at,
  }
}

/** Tries and receipts tell the rest themselves. */
function isWorthTelling({ to_status: to, reason, actor }: Event): boolean {
  if (to === 'sending' || to === 'sent') return isPerson(actor)
  if (reason === 'receipt') return false
  return reason !== null
}

const isPerson = (actor: string | null) => actor !== null && /^(?:user|token|cli):/.test(actor)

function moved(
  reader: Reader,
  { at, actor, to_status: to, reason, detail }: Event,
  { inZone, nameOf }: { inZone: InZone; nameOf: NameOf }
): Moment {
  const words = plainWordsOf(reader, reason)
  const name = isPerson(actor) ? nameOf(actor) : null
  const title = words ? capital(words.short) : reader.t(`states.${to}.word`)
  const quote = isPerson(actor) && detail ? reader.t('message.timeline.note', { note: detail }) : ''
  return {
    icon: name ? 'person' : to,
    look: '',
    title: name ? reader.t('message.timeline.by', { what: title, name }) : title,
    note: [`${inZone(at)}.`, quote].filter(Boolean).join(' '),
    at,
  }
}
