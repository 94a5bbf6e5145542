import type { Answer } from '#openapi/operation'

/** An answer as OpenAPI writes it. */
export function responseOf({
  description,
  schema,
  type = 'application/json',
  headers = {},
}: Answer) {
  const named = Object.entries(headers).map(([name, words]) => [
    name,
    { description: words, schema: { type: 'string' } },
  ])
  return {
    description,
    ...(named.length > 0 && { headers: Object.fromEntries(named) }),
    ...(schema && { content: { [type]: { schema } } }),
  }
}
