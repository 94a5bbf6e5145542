import type { SampleChildren } from './sample_children.js'
import { composeMessage } from '#texts/compose_message'
import type { TextLimits } from '#texts/fit_text'
import { measureText } from '#texts/measure_text'
import type { Templates } from '#texts/template_store'

/** A text as somebody would get it, or why nobody would. */
export interface ComposedText {
  who: string
  text: string | null
  encoding: 'GSM-7' | 'UCS-2' | null
  segments: number | null
  /** Septets of GSM-7, or UTF-16 units of UCS-2. */
  units: number | null
  /** Each character that forces UCS-2, once. */
  costly: string[]
  /** Why it cannot be sent. */
  fault: string | null
}

export function composeFor(
  { who, reminders }: SampleChildren,
  templates: Templates,
  limits: TextLimits
): ComposedText {
  const composed = composeMessage(reminders, templates, limits)
  if (!composed.ok) {
    const none = { text: null, encoding: null, segments: null, units: null, costly: [] }
    return { who, ...none, fault: composed.detail }
  }
  const { body: text, encoding, segments } = composed
  const { units, forcedBy } = measureText(text)
  return { who, text, encoding, segments, units, costly: forcedBy, fault: null }
}
