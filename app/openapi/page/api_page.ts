import type { OpenApiDocument } from '#openapi/document'
import { fieldsTable } from '#openapi/page/fields_table'
import { html, prose, type Html } from '#openapi/page/html'
import { anchorOf, operationSection } from '#openapi/page/operation_section'

interface Entry {
  method: string
  path: string
  operation: Record<string, any>
}

/** The document as a page: no script, no style of its own, nothing from elsewhere. */
export function apiPage(document: OpenApiDocument): string {
  const { info, tags, components } = document
  const parts = tags.map(({ name, description }) => ({
    name,
    description,
    entries: entriesOf(document, name),
  }))
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${info.title}: the API</title>
        <link rel="stylesheet" href="docs/style.css" />
      </head>
      <body>
        <header>
          <h1>${info.title}: the API</h1>
          <p>
            Version ${info.version}. For programs: <a href="openapi.json">openapi.json</a> (OpenAPI
            ${document.openapi}).
          </p>
          ${prose(info.description)}
        </header>
        <nav aria-label="Operations">
          ${parts.map(({ name, entries }) => contentsOf(name, entries))}
        </nav>
        <main>
          <section id="abilities">
            <h2>Tokens</h2>
            ${prose(components.securitySchemes.token.description)}
          </section>
          ${parts.map(({ name, description, entries }) =>
            partSection({ name, description, entries }, components.responses)
          )}
          <section id="schemas">
            <h2>Schemas</h2>
            ${Object.entries(components.schemas).map(([name, schema]) => schemaSection(name, schema))}
          </section>
        </main>
      </body>
    </html> `
  return page.text
}

function entriesOf({ paths }: OpenApiDocument, tag: string): Entry[] {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation }))
  )
  return all.filter(({ operation }) => operation.tags.includes(tag))
}

function contentsOf(tag: string, entries: Entry[]): Html {
  return html`<h2>${tag}</h2>
    <ul>
      ${entries.map(
        ({ method, path, operation }) =>
          html`<li><a href="#${anchorOf(operation)}">${method.toUpperCase()} ${path}</a></li> `
      )}
    </ul> `
}

function partSection(
  { name, description, entries }: { name: string; description: string; entries: Entry[] },
  shared: Record<string, any>
): Html {
  return html`<section>
    <h2>${name}</h2>
    <p>${description}</p>
    ${entries.map((entry) => operationSection(entry, shared))}
  </section> `
}

function schemaSection(name: string, schema: Record<string, any>): Html {
  return html`<section id="schema-${name}">
    <h3>${name}</h3>
    ${schema.description && prose(schema.description)} ${fieldsTable(schema)}
  </section> `
}
