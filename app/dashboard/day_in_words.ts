import config from '@adonisjs/core/services/config'
import { DateTime } from 'luxon'

/** `26 novembre 2026`, in the programme's zone. */
export function dayInWords(instant: DateTime, language: string): string {
  return instant
    .setZone(config.get<string>('sms_scheduler.timezone'))
    .setLocale(language)
    .toLocaleString(DateTime.DATE_FULL)
}
