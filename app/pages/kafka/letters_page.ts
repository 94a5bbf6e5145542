import { DateTime } from 'luxon'
import type { DeadLetter } from '#ingest/dead_letters'
import type { Reader } from '#app/pages/reader'
import { classInWords, classOf, letterAddress, waits, type LetterClass } from './class_in_words.js'

interface LettersParts {
  /** Null: Kafka does not answer. */
  letters: DeadLetter[] | null
  /** Only of this class; null for all. */
  only: LetterClass | null
}

/** Everything that the template of unreadable Kafka records writes down. */
export function lettersPage(reader: Reader, { letters, only }: LettersParts) {
  const { t } = reader
  const shown = (letters ?? []).filter((letter) => only === null || classOf(letter) === only)
  const waiting = shown.filter((letter) => waits(letter)).length
  return {
    small: t('kafka.small'),
    title:
      letters === null
        ? t('kafka.silent')
        : t('kafka.title', { count: waiting, total: reader.number(waiting) }),
    lead: letters === null ? t('kafka.silent_text') : '',
    group: only && shown.length > 0 ? classInWords(reader, only) : null,
    rows: shown.map((letter) => rowOf(reader, letter)),
    empty:
      letters === null || shown.length > 0
        ? null
        : {
            kind: only ? 'no_match' : 'all_good',
            title: t('kafka.none'),
            text: t('kafka.none_text'),
          },
    all: only ? '/attention/kafka' : null,
  }
}

export function stateOfLetter({ t }: Reader, { replay }: Pick<DeadLetter, 'replay'>) {
  if (replay === 'confirmed') return { icon: 'sent', look: 'ok', word: t('kafka.states.confirmed') }
  if (replay === 'unconfirmed')
    return { icon: 'unknown', look: 'warn', word: t('kafka.states.unconfirmed') }
  return { icon: 'dead_letter', look: 'warn', word: t('kafka.states.waits') }
}

function rowOf(reader: Reader, letter: DeadLetter) {
  const at = DateTime.fromISO(letter.at)
  return {
    href: letterAddress(letter.id),
    title: classInWords(reader, classOf(letter)).title,
    id: letter.id,
    /** For engineers. */
    reason: letter.reason,
    chip: stateOfLetter(reader, letter),
    at: letter.at,
    when: reader.moment(at),
    ago: reader.ago(at),
  }
}
