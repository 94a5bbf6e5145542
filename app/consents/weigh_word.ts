import type { ConsentStatus } from '#consents/consent'

/** What is known of a number. Instants of the database, here and below. */
export interface KnownWord {
  status: ConsentStatus
  source: string
  /** A no: the latest at which it can have been said. A yes: when it was said; null where that is not known. */
  saidAt: string | null
}

/** A STOP or START that came by SMS. */
export interface SaidWord {
  status: ConsentStatus
  receivedAt: string
  /** When it was sent, as the operator says. */
  sentAt: string | null
  /** Whether that can be relied on. */
  isCredible: boolean
}

/** What the number said by SMS before, as far as it is kept. */
export interface EarlierWords {
  /** Of its last STOP, by arrival and by the operator's clock. */
  stopReceivedAt: string | null
  stopSentAt: string | null
  /** There was a START, so that this one may be it once more. */
  hasStarted: boolean
}

/**
 * `counts`: it makes the consent another · `known`: it is so already · `overtaken`:
 * the opposite was said later · `in_doubt`: nobody knows which was said later, and
 * the no stays · `refused_otherwise`: the no did not come by SMS, so that no SMS
 * takes it back.
 */
export type Weight = 'counts' | 'known' | 'overtaken' | 'in_doubt' | 'refused_otherwise'

/**
 * Whether a STOP or START is the last word of its number, whatever the order in
 * which the words arrive and however often. A no counts unless a yes is known to
 * have been said later. A yes counts only if it is clearly later than the last no:
 * by the operator's clock, to the second; without a time only if it came after
 * the no and cannot be an earlier yes that is repeated.
 */
export function weighWord(word: SaidWord, known: KnownWord, earlier: EarlierWords): Weight {
  if (word.status === 'opted_out') return weighNo(word, known)
  if (known.status === 'opted_in') return 'known'
  if (known.source !== 'reply') return 'refused_otherwise'
  return weighYes(word, known, earlier)
}

function weighNo(word: SaidWord, known: KnownWord): Weight {
  if (known.status === 'opted_out') return 'known'
  const isOvertaken = word.isCredible && isBefore(word.sentAt, known.saidAt)
  return isOvertaken ? 'overtaken' : 'counts'
}

/** First by the operator's clock alone, right or wrong: it was the same one. */
function weighYes(word: SaidWord, { saidAt: no }: KnownWord, earlier: EarlierWords): Weight {
  const { sentAt, receivedAt, isCredible } = word
  const stop = earlier.stopSentAt
  if (sentAt !== null && stop !== null && sentAt <= stop) {
    /** A STOP of tomorrow has a wrong clock, or was made up. */
    return sentAt < stop && stop <= receivedAt ? 'overtaken' : 'in_doubt'
  }
  if (sentAt !== null && isCredible) return isBefore(no, sentAt) ? 'counts' : 'in_doubt'
  const cameAfter = [no, earlier.stopReceivedAt].every((at) => at === null || at < receivedAt)
  return cameAfter && !earlier.hasStarted ? 'counts' : 'in_doubt'
}

/** Instants of the database compare as texts. False where one of them is not known. */
function isBefore(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one < other
}
