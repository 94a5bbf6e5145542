import { MIXED_REMINDERS } from '#texts/template_store'
import type { Reader } from '#app/pages/reader'

/** The type of an SMS that somebody sends to themselves. */
export const TEST = 'test'

/** `7 jours avant`, `date manquée`: a message type by what its rule does; others keep their name. */
export function typeInWords(reader: Reader, type: string): string {
  if (type === 'custom') return reader.t('messages.types.custom')
  if (type === MIXED_REMINDERS) return reader.t('messages.types.mixed')
  if (type === TEST) return reader.t('messages.types.test')
  const rule = reader.rules.find((one) => one.type === type)
  if (!rule) return type
  const days = Math.abs(rule.offsetDays)
  if (days === 0) return reader.t('messages.types.on_the_day')
  return reader.t(rule.offsetDays < 0 ? 'messages.types.before' : 'messages.types.after', { days })
}
