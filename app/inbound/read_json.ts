import type { Read } from '#inbound/webhook'

type Fields = Record<string, unknown>

/** The object that a body is, or why it is none. */
export function readJson(body: string): Read<Fields> {
  try {
    const value: unknown = JSON.parse(body)
    return isObject(value) ? { readable: true, value } : unreadable('the body', 'a JSON object')
  } catch {
    return unreadable('the body', 'JSON')
  }
}

/** Nothing where the field is missing, or is no object. */
export function objectIn(fields: Fields, name: string): Fields | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  return isObject(value) ? value : undefined
}

/** A text of so many characters at most, without what a database cannot keep; undefined for anything else. */
export function textIn(fields: Fields, name: string, most: number): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (typeof value !== 'string' || value.length > most) return undefined
  return storable(value).trim()
}

/** Without NUL, which PostgreSQL refuses, and with halves of characters replaced. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '')
}

export function unreadable(what: string, expected: string): { readable: false; problem: string } {
  return { readable: false, problem: `${what} must be ${expected}` }
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
