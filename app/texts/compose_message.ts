import { dateForPeople } from './date_for_people.js'
import { measureText } from './measure_text.js'
import { renderText } from './render_text.js'
import type { Templates } from './template_store.js'

/** The data of a text: columns of the message, its immunization, patient and facility. */
export interface MessageText {
  message_type: string
  language: string | null
  /** A message with its own text is sent unchanged. */
  body: string | null
  first_name: string | null
  last_name: string | null
  vaccine: string | null
  dose: string | null
  due_on: string | null
  facility_name: string | null
}

export type ComposedMessage =
  | {
      ok: true
      body: string
      encoding: 'GSM-7' | 'UCS-2'
      segments: number
      templateVersion: number | null
    }
  | {
      ok: false
      reason: 'template_missing' | 'missing_placeholder' | 'text_too_long' | 'text_empty'
      /** For people and logs: names the fault, never a value. */
      detail: string
    }

/** The text of one message and its cost, or why it cannot be sent. */
export function composeMessage(
  message: MessageText,
  templates: Templates,
  limits: { defaultLanguage: string; maxSegments: number }
): ComposedMessage {
  if (message.body !== null) return withinLimit(message.body, null, limits.maxSegments)

  const template = templates.find(message.message_type, [message.language, limits.defaultLanguage])
  if (!template) {
    return {
      ok: false,
      reason: 'template_missing',
      detail: `no text for type "${message.message_type}" in language "${message.language ?? limits.defaultLanguage}": add one to sms_templates`,
    }
  }
  const text = renderText(template.body, {
    first_name: message.first_name,
    last_name: message.last_name,
    vaccine: message.vaccine,
    dose: message.dose,
    due_date: message.due_on && dateForPeople(message.due_on, template.language),
    facility: message.facility_name,
  })
  return text.ok ? withinLimit(text.body, template.version, limits.maxSegments) : text
}

/** A given text, measured; or why it cannot be sent. */
export function withinLimit(
  body: string,
  templateVersion: number | null,
  maxSegments: number
): ComposedMessage {
  if (body.trim() === '') return { ok: false, reason: 'text_empty', detail: 'the text is empty' }
  const { encoding, segments, forcedBy } = measureText(body)
  if (segments <= maxSegments) return { ok: true, body, encoding, segments, templateVersion }
  const cause =
    forcedBy.length > 0 ? `; ${forcedBy.join(' ')} need UCS-2, 67 characters a segment` : ''
  return {
    ok: false,
    reason: 'text_too_long',
    detail: `${segments} segments, allowed are ${maxSegments} (text.maxSegments)${cause}`,
  }
}
