import { dateForPeople } from './date_for_people.js'
import { measureText } from './measure_text.js'
import { inPlainLetters, inPlainSigns } from './plain_letters.js'
import { renderText, type TextValues } from './render_text.js'
import type { Template, Templates } from './template_store.js'

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

export interface TextLimits {
  defaultLanguage: string
  maxSegments: number
  /** Whether names and places may lose accents that would make the SMS cost more. */
  plainLetters: boolean
}

/** The text of one message and its cost, or why it cannot be sent. */
export function composeMessage(
  message: MessageText,
  templates: Templates,
  limits: TextLimits
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
  const values = {
    first_name: message.first_name,
    last_name: message.last_name,
    vaccine: message.vaccine,
    dose: message.dose,
    due_date: message.due_on && dateForPeople(message.due_on, template.language),
    facility: message.facility_name,
  }
  const text = renderText(template.body, values)
  if (!text.ok) return text
  const body = cheapestSpelling(text.body, template, values, limits)
  return withinLimit(body, template.version, limits.maxSegments)
}

/** The text as it is, unless plain signs, or plain letters in the values too, save a segment. */
function cheapestSpelling(
  body: string,
  template: Template,
  values: TextValues,
  { plainLetters }: TextLimits
): string {
  if (measureText(body).segments === 1) return body
  const spellings = [body, inPlainSigns(body)]
  if (plainLetters) {
    const plain = Object.entries(values).map(([name, value]) => [
      name,
      value && inPlainLetters(value),
    ])
    const text = renderText(inPlainSigns(template.body), Object.fromEntries(plain))
    if (text.ok) spellings.push(text.body)
  }
  const segments = spellings.map((spelling) => measureText(spelling).segments)
  return spellings[segments.indexOf(Math.min(...segments))]
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
