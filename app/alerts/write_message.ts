import { DateTime } from 'luxon'
import type { AlertFacts, AlertMessage } from './alert_channel.js'
import type { Translate } from './alert_words.js'
import type { ClaimedNotice } from './claim_notices.js'
import { digestInWords } from './digest_in_words.js'
import type { AlertLanguage } from '#settings/alerts_config'
import type { ReminderRule } from '#settings/sms_scheduler_settings'
import { fromSqlInstant, isoOfSqlInstant } from '#storage/instants'

/** Who reads a message. */
export interface MessageReader {
  t: Translate
  language: AlertLanguage
  /** Of the programme. */
  zone: string
  rules: readonly Pick<ReminderRule, 'type' | 'offsetDays'>[]
}

/** One or several notices, in the words of the reader. */
export function writeMessage(reader: MessageReader, notices: ClaimedNotice[]): AlertMessage {
  const parts = notices.map((notice) => partOf(reader, notice))
  const { t } = reader
  const isForIncident = notices.some(({ kind }) => kind === 'opened' || kind === 'reminder')
  return {
    id: notices[0].notice_id,
    subject:
      parts.length === 1 ? parts[0].subject : t('alerts.subjects.several', { count: parts.length }),
    text: [...parts.map(({ text }) => text), ...(isForIncident ? [t('alerts.foot')] : [])].join(
      '\n\n'
    ),
    alerts: parts.map(({ facts }) => facts),
  }
}

/** What `alert:test` sends. */
export function writeTest({ t }: MessageReader, id: string): AlertMessage {
  const title = t('alerts.subjects.test')
  return {
    id,
    subject: title,
    text: t('alerts.bodies.test'),
    alerts: [{ id, kind: 'test', rule: null, severity: 'warn', title, since: null }],
  }
}

function partOf(reader: MessageReader, notice: ClaimedNotice) {
  if (notice.kind === 'digest') return digestPart(reader, notice)
  const { t } = reader
  const { rule, kind } = notice
  const title = t(`today.problems.${rule}.title`, {}, rule ?? '')
  const subject = t(`alerts.subjects.${kind}`, { title })
  const text = t(`alerts.bodies.${kind}`, {
    title,
    step: t(`today.problems.${rule}.step`, {}, ''),
    time: momentOf(reader, notice.first_seen_at),
    end: momentOf(reader, notice.recovered_at),
  })
  return { subject, text, facts: factsOf(notice, title) }
}

function digestPart(reader: MessageReader, notice: ClaimedNotice) {
  const { subject, text } = digestInWords(reader, JSON.parse(notice.figures!))
  return { subject, text, facts: factsOf(notice, subject) }
}

function factsOf(notice: ClaimedNotice, title: string): AlertFacts {
  const { notice_id: id, kind, rule, severity, first_seen_at: since } = notice
  return { id, kind, rule, severity, title, since: since && isoOfSqlInstant(since) }
}

/** `mar. 10 mars 10:00` */
function momentOf({ language, zone }: MessageReader, instant: string | null): string {
  if (instant === null) return ''
  const locale = language === 'en' ? 'en-GB' : 'fr'
  return fromSqlInstant(instant)
    .setZone(zone)
    .setLocale(locale)
    .toLocaleString({
      ...DateTime.TIME_24_SIMPLE,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
    })
}
