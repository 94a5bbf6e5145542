import { html, inline, type Html } from '#openapi/page/html'
import { kindOf } from '#openapi/page/schema_in_words'

type Schema = Record<string, any>

interface Field {
  name: string
  schema: Schema
  isRequired: boolean
}

/** The fields of an object, those of objects within it with dots: `meta.next_cursor`. */
export function fieldsTable(schema: Schema): Html {
  const fields = fieldsOf(schema, '')
  if (fields.length === 0) return html`<p>${kindOf(schema)}</p>`
  return html`<div class="wide">
    <table>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Kind</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        ${fields.map(rowOf)}
      </tbody>
    </table>
  </div>`
}

function rowOf({ name, schema, isRequired }: Field): Html {
  const { description = '' } = schema
  return html`<tr>
    <td><code>${name}</code>${!isRequired && html` <small>optional</small>`}</td>
    <td>${isInline(schema) ? 'object' : kindOf(schema)}</td>
    <td>${inline(description)}</td>
  </tr> `
}

function fieldsOf(schema: Schema, prefix: string): Field[] {
  const whole = objectIn(schema)
  if (!whole) return []
  return Object.entries<Schema>(whole.properties).flatMap(([name, own]) => {
    const field = { name: `${prefix}${name}`, schema: own, isRequired: isIn(whole, name) }
    const inner = own.type === 'array' ? own.items : own
    const dots = own.type === 'array' ? '[].' : '.'
    return [field, ...fieldsOf(inner, `${field.name}${dots}`)]
  })
}

/** The object with fields that a schema is, or may be. */
function objectIn(schema: Schema): Schema | undefined {
  if (schema.properties && !schema.$ref) return schema
  return schema.anyOf?.find((choice: Schema) => choice.properties)
}

function isInline(schema: Schema): boolean {
  return schema.properties !== undefined
}

function isIn({ required = [] }: Schema, name: string): boolean {
  return required.includes(name)
}
