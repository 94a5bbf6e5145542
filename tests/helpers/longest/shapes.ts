import type { Reads } from '#middleware/refuse_unread'
import type { Longest } from '#tests/helpers/longest/requests'

/** What is sent: a path with its query, and a body. */
export interface Shape {
  what: string
  path: string
  /** `time`: how often it was sent before. */
  body: (time: number) => Buffer
  headers?: Record<string, string>
}

export interface RouteLimits {
  /** With its parameters: `/api/v1/patients/:ref`. */
  pattern: string
  reads: Reads
  limitBytes: number
}

/** Bytes of an address, which shares 16 kB with the headers. */
const LONGEST_QUERY = 12_000
const LONGEST_PARAM = 1_000

/** Texts that are long in several ways. */
const FILLINGS = ['x', '+237 6', '\u0915\u200d', '"', '<optional>']

const EMPTY = () => Buffer.alloc(0)

/** The request with nothing in it, with which the others are compared. */
export function emptyShape({ pattern }: RouteLimits, { path }: Longest): Shape {
  return { what: 'nothing', path: filled(pattern, path), body: EMPTY }
}

/** The longest requests of a route: valid ones, and invalid ones of many shapes. */
export function* shapesOf(route: RouteLimits, longest: Longest): Generator<Shape> {
  const { path: params, fields = {}, bodies = {} } = longest
  const path = filled(route.pattern, params)
  for (const name of Object.keys(params ?? {}))
    for (const filling of FILLINGS)
      yield {
        what: `"${filling}" in its path for ${name}`,
        path: filled(route.pattern, { ...params, [name]: fill(filling, LONGEST_PARAM) }),
        body: EMPTY,
      }
  if (route.reads === 'query') yield* queriesOf(path, fields)
  else if (route.reads !== 'nothing') yield* bodiesOf(route, path, fields, bodies)
}

function* queriesOf(path: string, fields: Record<string, unknown>): Generator<Shape> {
  const withQuery = (what: string, query: string) => ({
    what,
    path: `${path}?${query}`,
    body: EMPTY,
  })
  const valid = Object.entries(fields).map(([name, value]) => `${name}=${encode(value)}`)
  yield withQuery('all fields', valid.join('&'))
  for (const one of valid) yield withQuery(`${one.slice(0, 40)} alone`, one)
  for (const name of Object.keys(fields))
    for (const filling of FILLINGS) {
      const piece = encode(filling)
      const text = piece.repeat(LONGEST_QUERY / piece.length)
      yield withQuery(`"${filling}" for ${name}`, `${name}=${text}`)
    }
  yield withQuery('unknown fields', 'frst_name=1&'.repeat(LONGEST_QUERY / 12))
  yield withQuery('fields in each other', `a${'[b]'.repeat(LONGEST_QUERY / 3)}=1`)
  yield withQuery('commas', `status=${','.repeat(LONGEST_QUERY)}`)
}

function* bodiesOf(
  { limitBytes }: RouteLimits,
  path: string,
  fields: Record<string, unknown>,
  bodies: Record<string, (time: number) => unknown>
): Generator<Shape> {
  const room = limitBytes - 500
  const shape = (what: string, text: string) => ({ what, path, body: () => Buffer.from(text) })
  const list = (piece: string) => {
    const most = /^[[{]/.test(piece) ? MOST / 2 : MOST
    return `[${`${piece},`.repeat(Math.min(room / (piece.length + 1), most))}0]`
  }
  yield shape('all fields', JSON.stringify(fields))
  for (const [what, make] of Object.entries(bodies))
    yield { what, path, body: (time) => Buffer.from(JSON.stringify(make(time))) }
  for (const piece of ['0', '[]', '{}', '"a"', '{"a":1}', '"\\u0000"'])
    yield shape(`a list of ${piece}`, list(piece))
  yield shape('a long name', `{"${'a'.repeat(room)}":1}`)
  yield shape('unknown fields', JSON.stringify(unknown(room)))
  yield shape('a field that is repeated', `{${'"a":1,'.repeat(Math.min(room / 6, MOST))}"a":1}`)
  yield shape('no JSON', '['.repeat(room))
  for (const name of Object.keys(fields)) {
    const having = (value: string) => {
      const others = JSON.stringify({ ...fields, [name]: 'PLACE' })
      return others.replace('"PLACE"', () => value)
    }
    const left = room - JSON.stringify(fields).length
    if (left <= 0) continue
    for (const filling of FILLINGS) {
      const piece = JSON.stringify(filling).slice(1, -1)
      const text = piece.repeat(left / Buffer.byteLength(piece))
      yield shape(`"${filling}" for ${name}`, having(`"${text}"`))
    }
    yield shape(`a list for ${name}`, having(`[${'"a",'.repeat(Math.min(left / 4, MOST))}"a"]`))
    yield shape(`an object for ${name}`, having(JSON.stringify(unknown(left))))
  }
  yield {
    ...shape('a long key in its header', JSON.stringify(fields)),
    headers: { 'Idempotency-Key': 'k'.repeat(LONGEST_QUERY) },
  }
}

/** Values that a body may have at most, with room for the others. */
const MOST = 58_000

function unknown(bytes: number): Record<string, number> {
  const count = Math.min(Math.floor(bytes / 16), MOST)
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [nameOf(n), 1]))
}

/** Like a name of ours, and of letters alone, so that the nearest one is looked for. */
function nameOf(n: number): string {
  const digits = [...n.toString(26)].map((digit) => (Number.parseInt(digit, 26) + 10).toString(36))
  return `phone_${digits.join('')}`
}

function fill(piece: string, length: number): string {
  return piece.repeat(Math.floor(length / piece.length))
}

function filled(pattern: string, params: Record<string, string | number> = {}): string {
  return pattern.replace(/:(\w+)/g, (_, name) => encodeURIComponent(String(params[name])))
}

function encode(value: unknown): string {
  return encodeURIComponent(String(value))
}
