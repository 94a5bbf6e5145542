import type { ListedAuditEvent } from '#storage/audit/list_audit_events'
import { REDACTED } from '#storage/audit/redact_audit_texts'
import { isoOfSqlInstant } from '#storage/instants'
import type { Reader } from '#app/pages/reader'
import { plainWordsOf } from '#app/pages/words_of_message'
import { subjectOf, type Subject, type SubjectContext } from './subject_of_event.js'

/** What somebody did, as a row of a table or of a file. */
export interface EventInWords {
  at: string
  when: string
  ago: string
  who: string
  what: string
  /** What it was done to. */
  subject: Subject | null
  /** Why, as the person wrote it or as Rappel knows it. */
  why: string
}

export type Detail = Record<string, unknown>

/** `nameOf`: people and programs by name, Rappel for its own parts. */
export interface WordsContext extends SubjectContext {
  nameOf: (actor: string) => string
}

export function eventInWords(
  reader: Reader,
  event: ListedAuditEvent,
  context: WordsContext
): EventInWords {
  const { at, actor, action } = event
  const detail: Detail = event.detail === null ? {} : JSON.parse(event.detail)
  const count = countOf(detail)
  const what = reader.t(`activity.actions.${action}`, {
    count,
    total: reader.number(count),
    to: textOf(detail.to),
    what: textOf(detail.doing ?? detail.what),
  })
  return {
    at: isoOfSqlInstant(at),
    when: reader.moment(at),
    ago: reader.ago(at),
    who: context.nameOf(actor),
    what: [what, endOf(reader, detail)].filter(Boolean).join(' '),
    subject: subjectOf(reader, event, detail, context),
    why: whyOf(reader, actor, detail),
  }
}

/** The fields that hold how many were affected, the most telling first. */
const COUNTS = ['changed', 'moved', 'requeued', 'count', 'numbers', 'sessions', 'total', 'matched']

function countOf(detail: Detail): number {
  const found = COUNTS.map((name) => detail[name]).find((value) => typeof value === 'number')
  if (found !== undefined) return found as number
  const lists = [detail.events, detail.rows, detail.redacted, detail.accounts]
  return lists.find((list) => Array.isArray(list))?.length ?? 1
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : 'other')

/** Of work on many messages that did not come to its end. */
function endOf({ t }: Reader, { status }: Detail): string {
  return status === 'stopped' || status === 'failed' ? t(`activity.ended.${status}`) : ''
}

const PERSON = /^(?:user|token|cli):/

/** People write a sentence; parts of Rappel name a reason of the closed list. */
function whyOf(reader: Reader, actor: string, detail: Detail): string {
  const reason = detail.resumeReason ?? detail.reason
  if (typeof reason !== 'string' || reason === '') return ''
  if (reason === REDACTED) return reader.t('activity.redacted')
  if (PERSON.test(actor)) return reader.t('activity.quote', { text: reason })
  return plainWordsOf(reader, reason)?.short ?? ''
}
