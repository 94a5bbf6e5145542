import type { ReschedulePreview } from '#desk/preview_reschedule'
import type { ShownMessage } from '#desk/show_message'
import type { Reader } from '#app/pages/reader'
import { chipOf } from '#app/pages/words_of_message'
import { dateForm, type NewDate } from './new_date.js'

interface RescheduleParts {
  shown: ShownMessage
  who: string
  date: NewDate
  /** Null without a date that can be used. */
  preview: ReschedulePreview | null
}

/** The question before a message gets another date: when it would really leave. */
export function reschedulePage(reader: Reader, { shown, who, date, preview }: RescheduleParts) {
  const { t } = reader
  const { id, status, expires_at: expiresAt, scheduled_at: scheduledAt } = shown.message
  const landing = preview?.landings[0]
  return {
    id,
    expected: status,
    due: scheduledAt,
    small: t('message.ask.small', { who }),
    title: t('message.ask.reschedule'),
    text: expiresAt
      ? t('message.ask.reschedule_until', {
          now: reader.moment(scheduledAt),
          until: reader.moment(expiresAt),
        })
      : t('message.ask.reschedule_text', { now: reader.moment(scheduledAt) }),
    chip: chipOf(reader, status),
    date: dateForm(reader, date, preview),
    falls: preview && fallsOn(reader, preview),
    yes: landing ? t('message.ask.reschedule_yes', { when: reader.moment(landing.at) }) : null,
    no: t('message.ask.reschedule_no'),
  }
}

function fallsOn(reader: Reader, { landings, tooLate, matched }: ReschedulePreview): string {
  const [landing] = landings
  if (landing) return reader.t('message.ask.would_leave', { when: reader.moment(landing.at) })
  if (tooLate > 0) return reader.t('message.refused.past_deadline')
  return reader.t(matched > 0 ? 'message.refused.being_sent' : 'message.refused.changed')
}
