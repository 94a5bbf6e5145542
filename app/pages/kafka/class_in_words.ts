import type { DeadLetter } from '#ingest/dead_letters'
import { ERROR_CLASSES, type ErrorClass } from '#ingest/ingest_faults'
import type { Reader } from '#app/pages/reader'

/** Another program may have written into the topic: its classes are not ours. */
export type LetterClass = ErrorClass | 'other'

export const LETTER_CLASSES: readonly LetterClass[] = [...ERROR_CLASSES, 'other']

export function classOf({ errorClass }: Pick<DeadLetter, 'errorClass'>): LetterClass {
  return ERROR_CLASSES.find((name) => name === errorClass) ?? 'other'
}

/** What is wrong with a record of Kafka, and what can be done. */
export function classInWords({ t }: Reader, name: LetterClass) {
  return {
    title: t(`kafka.classes.${name}.title`),
    meaning: t(`kafka.classes.${name}.meaning`),
    todo: t(`kafka.classes.${name}.todo`),
  }
}

/** Whether somebody has yet to decide: it was not surely sent in again. */
export const waits = ({ replay }: Pick<DeadLetter, 'replay'>) => replay !== 'confirmed'

export const letterAddress = (id: string) => `/attention/kafka/${encodeURIComponent(id)}`
