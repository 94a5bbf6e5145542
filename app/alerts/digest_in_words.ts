import type { DigestFigures } from './count_dead_letters.js'
import type { MessageReader } from './write_message.js'

/** What was given up, by kind of reminder, and what waits in all. */
export function digestInWords(
  reader: MessageReader,
  { types, waiting, isMore }: DigestFigures
): { subject: string; text: string } {
  const { t } = reader
  const numbers = new Intl.NumberFormat(reader.language === 'en' ? 'en-GB' : 'fr')
  const total = isMore ? `${numbers.format(waiting)}+` : numbers.format(waiting)
  const lines = types.map(({ type, count }) =>
    t('alerts.digest.line', { type: typeInWords(reader, type), count: numbers.format(count) })
  )
  return {
    subject: t('alerts.subjects.digest', { count: waiting, total }),
    text: [
      t('alerts.digest.waiting', { count: waiting, total }),
      ...(lines.length > 0 ? [t('alerts.digest.new'), ...lines] : [t('alerts.digest.nothing_new')]),
      t('alerts.digest.step'),
    ].join('\n'),
  }
}

/** By what its rule does; others keep their name. */
function typeInWords({ t, rules }: MessageReader, type: string): string {
  if (type === 'custom') return t('messages.types.custom')
  const days = rules.find((rule) => rule.type === type)?.offsetDays
  if (days === undefined) return type
  if (days === 0) return t('messages.types.on_the_day')
  const key = days < 0 ? 'messages.types.before' : 'messages.types.after'
  return t(key, { days: Math.abs(days) })
}
