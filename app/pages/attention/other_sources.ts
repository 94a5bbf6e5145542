import type { DeadLetter } from '#ingest/dead_letters'
import { classInWords, classOf, LETTER_CLASSES, waits } from '#app/pages/kafka/class_in_words'
import type { Reader } from '#app/pages/reader'

interface OtherParts {
  /** Null: Kafka does not answer. Empty: it is off, or there are none. */
  letters: DeadLetter[] | null
  /** Events for other programs that did not arrive. */
  events: number
  mayAct: boolean
}

export interface OtherSources {
  /** Groups that wait for a person. */
  count: number
  /** That Kafka does not answer; null if it does, or is off. */
  silence: string | null
  groups: {
    id: string
    count: string
    title: string
    meaning: string
    todo: string
    href: string
    label: string
  }[]
  events: { count: string; title: string; meaning: string; label: string; mayAct: boolean } | null
}

/** What waits for a person beside messages: records of Kafka, and events that did not arrive. */
export function otherSources(
  reader: Reader,
  { letters, events, mayAct }: OtherParts
): OtherSources {
  const { t } = reader
  const waiting = (letters ?? []).filter((letter) => waits(letter))
  const groups = LETTER_CLASSES.flatMap((name) => {
    const count = waiting.filter((letter) => classOf(letter) === name).length
    if (count === 0) return []
    const total = reader.number(count)
    return {
      id: `kafka-${name}`,
      count: total,
      ...classInWords(reader, name),
      href: `/attention/kafka?class=${name}`,
      label: t('kafka.see', { count, total }),
    }
  })
  return {
    count: groups.length + (events > 0 ? 1 : 0),
    silence: letters === null ? t('kafka.silent') : null,
    groups,
    events: events > 0 ? eventsInWords(reader, events, mayAct) : null,
  }
}

function eventsInWords(reader: Reader, count: number, mayAct: boolean) {
  const total = reader.number(count)
  return {
    count: total,
    title: reader.t('kafka.events.title', { count, total }),
    meaning: reader.t('kafka.events.meaning'),
    label: reader.t('kafka.events.tell', { count, total }),
    mayAct,
  }
}
