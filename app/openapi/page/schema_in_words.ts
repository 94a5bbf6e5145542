import { html, type Html } from '#openapi/page/html'

type Schema = Record<string, any>

const FORMATS: Record<string, string> = { 'date-time': 'instant', 'date': 'date' }

/** The kind of a value: `list of Message`, with links to named schemas. */
export function kindOf(schema: Schema): Html {
  if (schema.$ref) return linkTo(schema.$ref)
  const choices = schema.anyOf ?? schema.allOf
  if (choices) return joined(choices.map(kindOf), schema.anyOf ? ' or ' : ', ')
  if ('const' in schema) return html`<code>${JSON.stringify(schema.const)}</code>`
  if (schema.enum) return joined(schema.enum.map(valueOf), ' ')
  const { type } = schema
  if (Array.isArray(type))
    return joined(
      type.map((one) => kindOf({ ...schema, type: one })),
      ' or '
    )
  if (type === 'array') return html`list of ${kindOf(schema.items)}`
  return html`${FORMATS[schema.format] ?? type ?? 'anything'}${limitsOf(schema)}`
}

export function linkTo(reference: string): Html {
  const name = reference.split('/').at(-1)!
  return html`<a href="#schema-${name}">${name}</a>`
}

function valueOf(value: unknown): Html {
  return html`<code>${value === null ? 'null' : String(value)}</code>`
}

function joined(parts: Html[], separator: string): Html {
  return html`${parts.map((part, place) => (place === 0 ? part : html`${separator}${part}`))}`
}

function limitsOf({ type, minimum, maximum, minLength, maxLength }: Schema): string {
  if (type === 'string' && maxLength !== undefined)
    return `, ${minLength === undefined ? 'at most' : `${minLength} to`} ${maxLength} characters`
  if (type !== 'integer' || minimum === undefined) return ''
  return maximum === undefined ? `, at least ${minimum}` : `, ${minimum} to ${maximum}`
}
