/** A part of a JSON Schema (2020-12), or a named one that stands in its place. */
export type SchemaNode = Schema | Component

export type Schema = Readonly<Record<string, unknown>>

/** What is under `components` once, and referred to by its name: a schema, or an answer. */
export class Component {
  constructor(
    readonly name: string,
    readonly schema: Schema,
    readonly section: 'schemas' | 'responses' = 'schemas'
  ) {}
}

export const text = (description?: string): Schema => ({ type: 'string', ...said(description) })

export const integer = (description?: string): Schema => ({ type: 'integer', ...said(description) })

export const number = (description?: string): Schema => ({ type: 'number', ...said(description) })

export const flag = (description?: string): Schema => ({ type: 'boolean', ...said(description) })

/** ISO 8601 in UTC. */
export const instant = (description?: string): Schema => ({
  type: 'string',
  format: 'date-time',
  ...said(description),
})

export const date = (description?: string): Schema => ({
  type: 'string',
  format: 'date',
  ...said(description),
})

export const oneOf = (values: readonly string[], description?: string): Schema => ({
  type: 'string',
  enum: [...values],
  ...said(description),
})

export const listOf = (items: SchemaNode, description?: string): Schema => ({
  type: 'array',
  items,
  ...said(description),
})

/** Counts by names that are data, such as states or reasons. */
export const countsBy = (description: string): Schema => ({
  type: 'object',
  additionalProperties: { type: 'integer' },
  description,
})

/** Anything at all, such as what a job takes or returns. */
export const anything = (description: string): Schema => ({ description })

export function orNull(node: SchemaNode): Schema {
  if (node instanceof Component || node.type === undefined)
    return { anyOf: [node, { type: 'null' }] }
  const { type, enum: values, ...rest } = node
  return {
    type: [type, 'null'].flat(),
    ...(Array.isArray(values) && { enum: [...values, null] }),
    ...rest,
  }
}

/** The names of an answer, each with its schema: the compiler finds a missing one, the tests another one. */
export type Fields<Shape> = { [Name in keyof Shape]-?: SchemaNode }

/** An object with these fields and no others; all of them are there but the `optional` ones. */
export function object<Shape>(
  fields: Fields<Shape>,
  { optional = [], description }: { optional?: (keyof Shape)[]; description?: string } = {}
): Schema {
  const required = Object.keys(fields).filter((name) => !optional.includes(name as keyof Shape))
  return {
    type: 'object',
    ...said(description),
    properties: fields,
    required,
    additionalProperties: false,
  }
}

function said(description: string | undefined) {
  return description === undefined ? {} : { description }
}

/** `{ runAt: string }` becomes `{ run_at: string }`, as in `snakeKeys()`. */
export type SnakeKeys<Shape> = {
  [Name in keyof Shape as Name extends string ? SnakeCase<Name> : never]: Shape[Name]
}

type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : ''
