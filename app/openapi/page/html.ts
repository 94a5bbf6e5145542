import string from '@adonisjs/core/helpers/string'

/** Text that is HTML already. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = Html | Value[] | string | number | false | null | undefined

/** HTML with its values escaped, unless they are HTML themselves. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  const filled = values.map((value, place) => textOf(value) + parts[place + 1])
  return new Html(parts[0] + filled.join(''))
}

function textOf(value: Value): string {
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(textOf).join('')
  return value === false || value === null || value === undefined
    ? ''
    : string.escapeHTML(String(value))
}

/** Text of the document: `code` between backticks, paragraphs, and lists of lines that begin with "- ". */
export function prose(text: string): Html[] {
  return text.split('\n\n').map((block) => {
    const lines = block.split('\n')
    if (!lines.every((line) => line.startsWith('- '))) return html`<p>${inline(block)}</p>`
    return html`<ul>
      ${lines.map((line) => html`<li>${inline(line.slice(2))}</li>`)}
    </ul>`
  })
}

export function inline(text: string): Html[] {
  return text
    .split('`')
    .map((part, place) => (place % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
}
