import type { Read } from '#inbound/webhook'
import { storable } from '#values/storable_text'
import { isObject } from '#values/is_object'

type Fields = Record<string, unknown>

/** The body as an object, or why it is not one. */
export function readJson(body: string): Read<Fields> {
  try {
    const value: unknown = JSON.parse(body)
    return isObject(value) ? { readable: true, value } : unreadable('the body', 'a JSON object')
  } catch {
    return unreadable('the body', 'JSON')
  }
}

/** Undefined if the field is missing or not an object. */
export function objectIn(fields: Fields, name: string): Fields | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  return isObject(value) ? value : undefined
}

/**
 * A text of at most `most` characters, without characters that a database cannot store; otherwise
 * undefined.
 */
export function textIn(fields: Fields, name: string, most: number): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (typeof value !== 'string' || value.length > most) return undefined
  return storable(value).trim()
}

export function unreadable(what: string, expected: string): { readable: false; problem: string } {
  return { readable: false, problem: `${what} must be ${expected}` }
}
