import type { QueryParameter } from '#openapi/operation'
import type { Schema } from '#openapi/schema'

interface DescribesItself {
  toJSONSchema(): object
}

interface ObjectSchema {
  properties: Record<string, Schema>
  required: string[]
  additionalProperties?: unknown
}

/** What is said about fields, by their names. */
type Words = Record<string, string>

/** The body that a validator accepts. */
export function bodyOf(validator: DescribesItself, words: Words = {}): Schema {
  const { properties, required, additionalProperties } = objectOf(validator)
  refuseUnknown(words, properties)
  const fields = Object.entries(properties).map(([name, schema]) => [
    name,
    described(plain(schema), words[name]),
  ])
  return {
    type: 'object',
    properties: Object.fromEntries(fields),
    ...(required.length > 0 && { required }),
    ...(additionalProperties === false && { additionalProperties }),
  }
}

/** The query that a validator accepts. */
export function queryOf(
  validator: DescribesItself,
  words: Words = {}
): Record<string, QueryParameter> {
  const { properties, required } = objectOf(validator)
  refuseUnknown(words, properties)
  const parameters = Object.entries(properties).map(([name, schema]) => [
    name,
    {
      schema: plain(schema),
      required: required.includes(name),
      description: words[name] ?? PAGE_WORDS[name],
      isList: schema.type === 'array',
    },
  ])
  return Object.fromEntries(parameters)
}

const PAGE_WORDS: Words = {
  cursor: 'The `next_cursor` of the page before; omit it for the first page.',
  limit: 'Rows of a page; 50 if omitted.',
}

function objectOf(validator: DescribesItself): ObjectSchema {
  return validator.toJSONSchema() as unknown as ObjectSchema
}

/**
 * Corrects what Vine writes: all spellings of a boolean, and a positive integer as one from 0 on.
 */
function plain(schema: Schema): Schema {
  if (Array.isArray(schema.enum) && schema.enum.includes(true)) return { type: 'boolean' }
  if (Array.isArray(schema.enum)) return { type: 'string', ...schema }
  if (schema.type === 'array') return { ...schema, items: plain(schema.items as Schema) }
  return schema.type === 'integer' && schema.minimum === 0 ? { ...schema, minimum: 1 } : schema
}

function described(schema: Schema, description: string | undefined): Schema {
  return description === undefined ? schema : { ...schema, description }
}

function refuseUnknown(words: Words, properties: object): void {
  const unknown = Object.keys(words).find((name) => !Object.hasOwn(properties, name))
  if (unknown !== undefined) throw new Error(`The validator has no field "${unknown}"`)
}
