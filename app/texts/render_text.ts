export type RenderedText =
  { ok: true; body: string } | { ok: false; reason: 'missing_placeholder'; detail: string }

export type TextValues = Record<string, string | null | undefined>

const PLACEHOLDER = /\{(\w+)\}/g

/**
 * Fills the placeholders of a template, such as `{first_name}`. An unknown placeholder, or one
 * without a value, is an error that names it: no text is sent with a gap. Composed to NFC, because
 * a name with `e` and a separate accent would force UCS-2.
 */
export function renderText(template: string, values: TextValues): RenderedText {
  const missing = new Set<string>()
  const body = template.replace(PLACEHOLDER, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name]?.trim() : undefined
    if (!value) missing.add(name)
    return value?.replace(/\s+/g, ' ') ?? ''
  })
  if (missing.size > 0) {
    const names = [...missing].map((name) => `{${name}}`).join(', ')
    return { ok: false, reason: 'missing_placeholder', detail: `no value for ${names}` }
  }
  return { ok: true, body: body.normalize('NFC') }
}
