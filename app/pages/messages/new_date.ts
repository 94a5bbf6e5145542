import type { ReschedulePreview } from '#desk/preview_reschedule'
import type { Reader } from '#app/pages/reader'

/** A date and a time as a form has them. */
export interface NewDate {
  day: string
  time: string
  /** Both, as `readNewDate` takes them; empty without a day. */
  text: string
  /** What was given, for addresses. */
  fields: Record<string, string>
}

const DAY = /^\d{4}-\d\d-\d\d$/
const TIME = /^\d\d:\d\d$/

/** What a form asks for; a day alone means the beginning of the sending hours on it. */
export function newDateOf(given: Record<string, unknown>): NewDate {
  const day = typeof given.day === 'string' && DAY.test(given.day) ? given.day : ''
  const time = typeof given.time === 'string' && TIME.test(given.time) ? given.time : ''
  const fields = { ...(day && { day }), ...(time && { time }) }
  return { day, time, text: day && `${day} ${time || '00:00'}`, fields }
}

/** Times that are told apart; the others are summed up. */
const TOLD = 5

/** The fields of a new date, and whether it can be used. `preview`: null if not. */
export function dateForm(
  reader: Reader,
  { day, time, text }: NewDate,
  preview: ReschedulePreview | null
) {
  const { t, now, zone } = reader
  return {
    day,
    time,
    earliest: now.setZone(zone).toFormat('yyyy-MM-dd'),
    isUsable: preview !== null,
    error: text !== '' && preview === null ? t('message.refused.date') : '',
  }
}

/** When how many would leave, and how many would not. */
export function newDatesOf(reader: Reader, { landings, tooLate }: ReschedulePreview): string[] {
  const { t } = reader
  const note = (key: string, count: number, when = '') =>
    t(`messages.batch.${key}`, { count, total: reader.number(count), when })
  const rest = landings.slice(TOLD).reduce((sum, { count }) => sum + count, 0)
  return [
    ...landings.slice(0, TOLD).map(({ at, count }) => note('leave_at', count, reader.moment(at))),
    ...(rest > 0 ? [note('leave_later', rest)] : []),
    ...(tooLate > 0 ? [note('too_late', tooLate)] : []),
  ]
}
