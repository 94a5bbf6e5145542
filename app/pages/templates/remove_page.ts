import { capital } from '#app/pages/capital'
import { languageName } from '#app/pages/messages/message_page'
import type { Reader } from '#app/pages/reader'
import { typeInWords } from '#app/pages/type_in_words'
import { templateHref } from './template_address.js'

interface Removal {
  type: string
  language: string
  /** The version in use. */
  version: number
  body: string
  /** The language that stands in. */
  standIn: string
  /** Reminders of the type that are planned for tomorrow, in all languages. */
  tomorrow: number
}

/** The question before a text is removed: which one stands in. */
export function removePage(reader: Reader, removal: Removal, isReasonMissing = false) {
  const { type, language, version, body, standIn, tomorrow } = removal
  const { t } = reader
  const names = { language: languageName(reader, language), standIn: languageName(reader, standIn) }
  return {
    small: capital(typeInWords(reader, type)),
    title: t('templates.remove.title', names),
    text: t('templates.remove.text', names),
    tomorrow: t('templates.remove.tomorrow', { count: tomorrow, total: reader.number(tomorrow) }),
    href: templateHref(type, language),
    language,
    version,
    body,
    fault: isReasonMissing ? t('templates.reason_missing') : null,
  }
}
