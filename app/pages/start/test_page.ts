import type { TemplatePreview } from '#desk/templates/preview_template'
import type { Reader } from '#app/pages/reader'

export interface TestForm {
  /** Null where the first rule has no text that can be sent. */
  text: string | null
  number: string
  /** Sent with the form, so that it makes one message. */
  key: string
  error: string | null
}

/** The text of a preview that somebody may send to themselves. */
export function textOf({ texts: [first] }: TemplatePreview): string | null {
  return first.text
}

/** Everything that the template of the test SMS writes down. */
export function testPage({ t }: Reader, { text, number, key, error }: TestForm) {
  return {
    small: t('start.small'),
    title: t(text === null ? 'start.test.no_text' : 'start.test.title'),
    lead: t('start.test.lead'),
    text,
    number,
    key,
    error,
  }
}
