import { SHIPPED_TEXTS } from '#database/migrations/0008_create_sms_templates'
import type { TextLimits } from '#texts/fit_text'
import type { MessageText } from '#texts/message_text'
import { Templates } from '#texts/template_store'

export const LIMITS: TextLimits = {
  defaultLanguage: 'fr',
  maxSegments: 3,
  plainLetters: true,
  namesVaccine: true,
  programme: null,
  stopReply: null,
}

/** Amina's first Penta, seven days before. */
export const aText = (values: Partial<MessageText> = {}): MessageText => ({
  message_type: '7_day_reminder',
  language: 'fr',
  patient_id: 1,
  body: null,
  first_name: 'Amina',
  last_name: 'Ngo',
  vaccine: 'Penta',
  dose: '1',
  due_on: '2026-12-07',
  facility_name: 'CSI Bonabéri',
  facility_language: 'fr',
  facility_short_name: null,
  facility_at_phrase: null,
  ...values,
})

/** The texts that are shipped, without a database. */
export function shippedTemplates(): Templates {
  const templates = new Templates()
  for (const { message_type: type, language, body } of SHIPPED_TEXTS)
    templates.add(type, language, { body, version: 1 })
  return templates
}

/** One template for the type of `aText`. */
export function templatesOf(body: string, language = 'fr'): Templates {
  const templates = new Templates()
  templates.add('7_day_reminder', language, { body, version: 1 })
  return templates
}
