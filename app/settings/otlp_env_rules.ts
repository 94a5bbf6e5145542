import { Secret } from '@adonisjs/core/helpers'

type Rule<Value> = (key: string, value?: string) => Value

/** The name of a header, as RFC 9110 has it. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** What a header may hold: printable ASCII. */
const VALUE = /^[\x20-\x7e]*$/

/** Those of the request itself. */
const OURS = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/**
 * `api-key=abc,x-tenant=blue%20team`: headers with percent-encoded values, as OpenTelemetry writes
 * them. Names become lower case. Never shown.
 */
export function otlpHeaders(): Rule<Secret<Record<string, string>>> {
  return (key, value) => {
    const headers: Record<string, string> = {}
    for (const [place, entry] of (value ?? '').split(',').entries()) {
      if (entry.trim() === '') continue
      const refuse = (what: string) => {
        throw new Error(
          `Value for environment variable "${key}" must be a list such as "api-key=abc,x-tenant=blue%20team": entry ${place + 1} ${what}`
        )
      }
      const [, name = '', encoded = ''] = /^([^=]*)=(.*)$/s.exec(entry) ?? []
      const header = name.trim().toLowerCase()
      const text = decoded(encoded.trim())
      if (!NAME.test(header)) refuse('has no name of a header before "="')
      if (OURS.has(header)) refuse(`sets "${header}", which Rappel sets itself`)
      if (Object.hasOwn(headers, header)) refuse(`sets "${header}" a second time`)
      if (text === undefined) refuse('has a "%" without two hexadecimal digits: write %25')
      else if (VALUE.test(text)) headers[header] = text
      else refuse('has a character that a header cannot hold')
    }
    return new Secret(headers)
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
