import { MessageStatuses, type MessageStatus } from '#messages/message_status'
import { REASONS } from '#messages/reasons'
import { familyOf } from '#app/pages/reason_families'
import type { Reader } from '#app/pages/reader'

/** Colour says it arrived, somebody has to look, or it did not work; an outline says it was meant. */
const LOOKS: Record<MessageStatus, '' | 'ok' | 'warn' | 'bad' | 'off'> = {
  pending: '',
  sending: '',
  sent: '',
  delivered: 'ok',
  undelivered: 'bad',
  unknown: 'warn',
  failed: 'bad',
  dead_letter: 'warn',
  cancelled: 'off',
  suppressed: 'off',
  expired: 'off',
}

/** A status as icon, word and colour. */
export interface Chip {
  icon: MessageStatus
  word: string
  look: string
}

export function chipOf(reader: Reader, status: MessageStatus): Chip {
  return { icon: status, word: reader.t(`states.${status}.word`), look: LOOKS[status] }
}

/** What the status alone says; the time of those that have one. */
export interface LineOf {
  status: MessageStatus
  reason: string | null
  scheduledAt?: string
  deliveredAt?: string | null
}

/** The line below a chip: why, or when. */
export function lineOf(reader: Reader, { status, reason, scheduledAt, deliveredAt }: LineOf) {
  if (reason && isKnown(reason) && !isReceipt(reason))
    return reader.t(`reasons.${familyOf(reason)}.short`)
  if (status === MessageStatuses.pending) return scheduledAt ? reader.moment(scheduledAt) : ''
  if (status === MessageStatuses.delivered) return deliveredAt ? reader.moment(deliveredAt) : ''
  return reader.t(`states.${status}.line`)
}

/** Tells where a message comes from, not why it is as it is. */
const isReceipt = (reason: string) => reason === 'receipt'

export interface PlainWords {
  /** A few words, in the middle of a line. */
  short: string
  meaning: string
  /** What a person can do. */
  todo: string
}

/** Null for no reason, or one of a later version. */
export function plainWordsOf(reader: Reader, reason: string | null): PlainWords | null {
  if (reason === null || !isKnown(reason)) return null
  const family = familyOf(reason)
  return {
    short: reader.t(`reasons.${family}.short`),
    meaning: reader.t(`reasons.${family}.meaning`),
    todo: reader.t(`reasons.${family}.todo`, {}, reader.t('reasons.nothing_to_do')),
  }
}

const isKnown = (reason: string) => REASONS.includes(reason)
