import { fieldsTable } from '#openapi/page/fields_table'
import { html, inline, prose, type Html } from '#openapi/page/html'
import { kindOf } from '#openapi/page/schema_in_words'

type Operation = Record<string, any>

/** The anchor of an operation, by its name: `api.messages.show`. */
export const anchorOf = ({ operationId }: Operation) => `operation-${operationId}`

/** `shared`: the answers that several operations have. */
export function operationSection(
  { method, path, operation }: { method: string; path: string; operation: Operation },
  shared: Record<string, any>
): Html {
  const { summary, description, parameters, requestBody, responses } = operation
  const ability = operation['x-ability']
  return html`<section id="${anchorOf(operation)}">
    <h3><span class="method">${method.toUpperCase()}</span> <code>${path}</code></h3>
    <p>${inline(summary)}.</p>
    ${description && prose(description)}
    <p>${ability ? html`Ability: <code>${ability}</code>` : 'No token.'}</p>
    ${parameters.length > 0 && parametersTable(parameters)} ${requestBody && bodyPart(requestBody)}
    <h4>Answers</h4>
    <dl>
      ${Object.entries<any>(responses).map(([status, answer]) =>
        answerPart(status, answer.$ref ? shared[answer.$ref.split('/').at(-1)] : answer)
      )}
    </dl>
  </section> `
}

function parametersTable(parameters: any[]): Html {
  return html`<div class="wide">
    <table>
      <thead>
        <tr>
          <th scope="col">Parameter</th>
          <th scope="col">Kind</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        ${parameters.map(
          ({ name, in: place, required, schema, description = '' }) =>
            html`<tr>
              <td><code>${name}</code> <small>${place}${!required && ', optional'}</small></td>
              <td>${kindOf(schema)}</td>
              <td>${inline(description)}</td>
            </tr>`
        )}
      </tbody>
    </table>
  </div>`
}

function bodyPart({ required, content }: any): Html {
  const { schema, example } = content['application/json']
  return html`<h4>Body${!required && ', optional'}</h4>
    ${schema.anyOf ? schema.anyOf.map(fieldsTable) : fieldsTable(schema)}
    <pre><code>${JSON.stringify(example, null, 2)}</code></pre>`
}

function answerPart(status: string, { description, headers = {}, content = {} }: any): Html {
  const [type, media] = Object.entries<any>(content)[0] ?? []
  const isProblem = type === 'application/problem+json'
  return html`<dt><code>${status}</code> ${inline(description)}</dt>
    ${Object.entries<any>(headers).map(
      ([name, header]) => html`<dd><code>${name}</code>: ${inline(header.description)}</dd>`
    )}
    ${isProblem && html`<dd>${codesOf(media.schema)}</dd>`}
    ${media && !isProblem && html`<dd>${answerFields(media.schema)}</dd>`}`
}

/** Named schemas are shown once, at the end. */
function answerFields(schema: any): Html {
  const isNamed = schema.$ref || schema.anyOf?.every((choice: any) => choice.$ref)
  return isNamed ? kindOf(schema) : fieldsTable(schema)
}

function codesOf({ allOf = [] }: any): Html[] {
  const codes: string[] = allOf.at(-1)?.properties?.code?.enum ?? []
  return codes.map((code) => html`<code>${code}</code> `)
}
