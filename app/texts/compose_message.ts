import { fitText, type TextLimits } from './fit_text.js'
import { measureText } from './measure_text.js'
import type { MessageText } from './message_text.js'
import { TemplateSyntaxError } from './parse_template.js'
import { parsedTemplate } from './template_cache.js'
import { MIXED_REMINDERS, type Template, type Templates } from './template_store.js'

export type ComposedMessage =
  | {
      ok: true
      body: string
      encoding: 'GSM-7' | 'UCS-2'
      segments: number
      templateVersion: number | null
      /** Of its row: type, language and text as they were. */
      templateId: number | null
      /** Of the template, which may be another than the one asked for; null for an own text. */
      language: string | null
    }
  | {
      ok: false
      reason:
        | 'template_missing'
        | 'template_invalid'
        | 'missing_placeholder'
        | 'text_too_long'
        | 'text_empty'
      /** For people and logs: names the fault, never a value. */
      detail: string
    }

/**
 * The text of the reminders that one SMS carries, the first of which leads, and its cost; or why it
 * cannot be sent. Reminders that no template can say together are not ok: the first then leaves
 * alone.
 */
export function composeMessage(
  reminders: [MessageText, ...MessageText[]],
  templates: Templates,
  limits: TextLimits
): ComposedMessage {
  const [leader] = reminders
  if (leader.body !== null) return withinLimit(leader.body, limits.maxSegments)

  const isMixed = reminders.some(({ message_type: type }) => type !== leader.message_type)
  const type = isMixed ? MIXED_REMINDERS : leader.message_type
  const chain = [leader.language, leader.facility_language, limits.defaultLanguage]
  const template = templates.find(type, chain)
  if (!template) {
    const wanted = leader.language ?? limits.defaultLanguage
    const detail = `no text for type "${type}" in language "${wanted}": add one with template:set`
    return { ok: false, reason: 'template_missing', detail }
  }
  const parsed = parsedTemplate(template.body, template.language)
  if (parsed instanceof TemplateSyntaxError) {
    const detail = `the template "${type}" (${template.language}, version ${template.version}) cannot be read: ${parsed.message}`
    return { ok: false, reason: 'template_invalid', detail }
  }
  const text = fitText(reminders, parsed, template.language, limits)
  return text.ok ? withinLimit(text.body, limits.maxSegments, template) : text
}

/** A given text, measured; or why it cannot be sent. */
export function withinLimit(
  body: string,
  maxSegments: number,
  template: (Pick<Template, 'id' | 'version'> & { language: string }) | null = null
): ComposedMessage {
  if (body.trim() === '') return { ok: false, reason: 'text_empty', detail: 'the text is empty' }
  const { encoding, segments, forcedBy } = measureText(body)
  if (segments <= maxSegments) {
    const templateVersion = template?.version ?? null
    const templateId = template?.id ?? null
    const language = template?.language ?? null
    return { ok: true, body, encoding, segments, templateVersion, templateId, language }
  }
  const cause =
    forcedBy.length > 0 ? `; ${forcedBy.join(' ')} need UCS-2, 67 characters a segment` : ''
  return {
    ok: false,
    reason: 'text_too_long',
    detail: `${segments} segments, allowed are ${maxSegments} (text.maxSegments)${cause}`,
  }
}
