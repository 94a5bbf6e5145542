/** A form of a page that changes something. */
export interface Form {
  /** With the method in its query, if it is neither GET nor POST. */
  action: string
  /** As they stand in the page; empty ones have a text. */
  fields: Record<string, string>
}

const attribute = (tag: string, name: string) =>
  new RegExp(`\\s${name}=["']([^"']*)["']`).exec(tag)?.[1]

/** The forms of a page of ours that are posted, but those of its frame. */
export function formsOf(html: string): Form[] {
  const [main = ''] = /<main[^]*<\/main>/.exec(html) ?? []
  return [...main.matchAll(/<form\b[^>]*>[^]*?<\/form>/g)].flatMap(([form]) =>
    attribute(form, 'method') === 'post'
      ? [{ action: attribute(form, 'action')!, fields: fieldsOf(form) }]
      : []
  )
}

function fieldsOf(form: string): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const [tag] of form.matchAll(/<(?:input|textarea|select|button)\b[^>]*>/g)) {
    const name = attribute(tag, 'name')
    if (!name || name === '_csrf' || name in fields) continue
    fields[name] = attribute(tag, 'value') || 'as written'
  }
  return fields
}
