export type RenderedText =
  { ok: true; body: string } | { ok: false; reason: 'missing_placeholder'; detail: string }

const PLACEHOLDER = /\{(\w+)\}/g

/**
 * Puts values into the placeholders of a template, `{first_name}` and the like.
 * A placeholder that is not known or has no value is an error that names it:
 * nobody gets a text with a hole. Composed to NFC, as a name that arrives as
 * `e` and a separate accent would force UCS-2.
 */
export function renderText(
  template: string,
  values: Record<string, string | null | undefined>
): RenderedText {
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
