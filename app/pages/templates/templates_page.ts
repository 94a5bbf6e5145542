import type { ListedTemplates } from '#desk/templates/list_templates'
import { measureText } from '#texts/measure_text'
import { inPlainSigns } from '#texts/plain_letters'
import { capital } from '#app/pages/capital'
import { languageName } from '#app/pages/messages/message_page'
import type { Reader } from '#app/pages/reader'
import { typeInWords } from '#app/pages/type_in_words'
import { templateHref } from './template_address.js'

/** Everything that the template of Templates writes down. */
export function templatesPage(reader: Reader, { templates, missing }: ListedTemplates) {
  const { t } = reader
  return {
    small: t('templates.small'),
    title:
      missing.length > 0
        ? t('templates.missing', { count: missing.length })
        : t('templates.title', { count: templates.length }),
    missing: missing.map(({ type, language }) => ({
      type: capital(typeInWords(reader, type)),
      language: languageName(reader, language),
      href: templateHref(type, language),
    })),
    rows: templates.map(({ type, language, version, body }) => {
      const { forcedBy } = measureText(inPlainSigns(body))
      return {
        href: templateHref(type, language),
        type: capital(typeInWords(reader, type)),
        language: languageName(reader, language),
        body,
        version: reader.number(version),
        chip: encodingChip(forcedBy.length === 0),
        letters: forcedBy.join(' '),
      }
    }),
    empty: { title: t('templates.none'), text: t('templates.none_text') },
  }
}

export function encodingChip(isPlain: boolean) {
  return isPlain
    ? { icon: 'sent', word: 'GSM-7', look: 'ok' }
    : { icon: 'dead_letter', word: 'UCS-2', look: 'warn' }
}
