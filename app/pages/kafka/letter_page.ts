import { DateTime } from 'luxon'
import type { DeadLetter } from '#ingest/dead_letters'
import { withoutPersonalData } from '#values/without_personal_data'
import type { Reader } from '#app/pages/reader'
import { classInWords, classOf, letterAddress, waits } from './class_in_words.js'
import { stateOfLetter } from './letters_page.js'

/** Bytes of a value that are shown. */
const SHOWN_BYTES = 4_000

/** Everything that the template of one record writes down. */
export function letterPage(
  reader: Reader,
  { letter, mayAct }: { letter: DeadLetter; mayAct: boolean }
) {
  const { t } = reader
  const { id, reason, attempts, source, record, at } = letter
  const words = classInWords(reader, classOf(letter))
  const bytes = record.value?.length ?? 0
  return {
    small: t('kafka.small'),
    title: t('kafka.one', { title: words.title }),
    lead: words.meaning,
    todo: words.todo,
    chip: stateOfLetter(reader, letter),
    facts: [
      { label: t('kafka.facts.at'), value: reader.moment(DateTime.fromISO(at)) },
      { label: t('kafka.facts.id'), value: id },
      ...(source
        ? [
            {
              label: t('kafka.facts.source'),
              value: `${source.topic}:${source.partition}:${source.offset}`,
            },
          ]
        : []),
      ...(attempts === null
        ? []
        : [{ label: t('kafka.facts.attempts'), value: reader.number(attempts) }]),
      {
        label: t('kafka.facts.size'),
        value: t('kafka.bytes', { count: bytes, total: reader.number(bytes) }),
      },
    ],
    reason,
    key: textOf(record.key, mayAct),
    value: textOf(record.value, mayAct),
    isCut: bytes > SHOWN_BYTES,
    isRedacted: !mayAct,
    replay: whyNot(reader, letter, mayAct),
    action: `${letterAddress(id)}/replay`,
  }
}

/** Bytes that are not text are shown as such; viewers see no numbers of people. */
function textOf(bytes: Buffer | null, mayAct: boolean): string {
  const text = bytes?.subarray(0, SHOWN_BYTES).toString() ?? ''
  return mayAct ? text : withoutPersonalData(text)
}

/** Whether it can be sent in again, and why not. */
function whyNot({ t }: Reader, letter: DeadLetter, mayAct: boolean) {
  const why = !mayAct ? 'role' : letter.replay
  return {
    isOpen: mayAct && waits(letter) && letter.replay === null,
    why: why && t(`kafka.why.${why}`),
  }
}
