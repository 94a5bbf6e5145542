import i18nManager from '@adonisjs/i18n/services/main'
import { Reader } from '#app/pages/reader'
import { settingsWith } from '#tests/helpers/settings'
import { now } from '#tests/helpers/test_clock'

/** A reader in Douala at the present of the tests. A text that is missing is an error. */
export function aReader(language: 'fr' | 'en' = 'fr'): Reader {
  const i18n = i18nManager.locale(language)
  const t = (key: string, data?: Record<string, unknown>, fallback?: string) => {
    const text = i18n.t(key, data, fallback)
    if (text.startsWith('translation missing')) throw new Error(text)
    return text
  }
  return new Reader(language, t, 'Africa/Douala', now, settingsWith().everyRule)
}
