import { STATUS_CODES } from 'node:http'
import string from '@adonisjs/core/helpers/string'
import type { Problem } from '#exceptions/problem'

export const HTML = 'text/html; charset=utf-8'

/** Replaces details that are written for programs. */
const SENTENCES: Record<number, string> = {
  401: 'Please sign in.',
  404: 'There is nothing here.',
  422: 'Some fields are not valid.',
  429: 'Too many requests. Please wait a moment.',
  500: 'Something went wrong on our side. The log has it under the number below.',
  503: 'This is not available at the moment. Please try again shortly.',
}

/** A self-contained page: what renders other pages may be what failed. */
export function errorPage({ status, detail }: Problem, instance = ''): string {
  const title = `${status} ${STATUS_CODES[status] ?? ''}`.trim()
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
  </head>
  <body>
    <h1>${title}</h1>
    <p>${string.escapeHTML(SENTENCES[status] ?? detail)}</p>
    <p><small>${string.escapeHTML(instance)}</small></p>
  </body>
</html>
`
}
