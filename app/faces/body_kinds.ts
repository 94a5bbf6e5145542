import { Exception } from '@adonisjs/core/exceptions'
import type { Face } from '#faces/faces'

const JSON_BODY = {
  name: 'JSON',
  code: 'E_MALFORMED_JSON',
  types: ['application/json', 'application/*+json'],
  wellFormed: 'a JSON object or array in UTF-8',
}
const FORM_BODY = {
  name: 'a form',
  code: 'E_MALFORMED_FORM',
  types: ['application/x-www-form-urlencoded'],
  wellFormed: 'a form in UTF-8',
}

export type BodyKind = typeof JSON_BODY

export function bodyKindOf({ bodies }: Face): BodyKind {
  if (bodies === 'unparsed') throw new Error('Routes of this face read bodies by themselves')
  return bodies === 'json' ? JSON_BODY : FORM_BODY
}

export function unsupported({ name, types: [type] }: BodyKind) {
  const message = `The body must be ${name}: send it with "Content-Type: ${type}"`
  return new Exception(message, { code: 'E_UNSUPPORTED_MEDIA_TYPE', status: 415 })
}

export function malformed({ code, wellFormed }: BodyKind) {
  return new Exception(`The body is not ${wellFormed}`, { code, status: 400 })
}
