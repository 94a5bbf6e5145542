import { validationError, type InputFault } from '#app/api/validation_error'
import { isObject } from '#values/is_object'
import { unknownFields } from '#values/unknown_fields'

/** One thing, or a list of things that are answered one by one. */
export type OneOrMany = { one: Record<string, unknown> } | { many: unknown[] }

/**
 * The body of a route that takes one object, a list of them, or a list under a name.
 * @throws E_VALIDATION_ERROR for a list that is empty or too long
 */
export function oneOrMany(body: unknown, name: string, most: number): OneOrMany {
  if (Array.isArray(body)) return { many: listOf(body, name, most) }
  if (!isObject(body) || !Object.hasOwn(body, name)) return { one: isObject(body) ? body : {} }
  return { many: listOf(body[name], name, most, unknownFields(body, [name])) }
}

/** `others`: what else is wrong with the body. @throws E_VALIDATION_ERROR */
export function listOf(
  value: unknown,
  name: string,
  most: number,
  others: InputFault[] = []
): unknown[] {
  const list = Array.isArray(value) ? value : undefined
  const isUsable = list !== undefined && list.length > 0 && list.length <= most
  if (isUsable && others.length === 0) return list
  const has = list === undefined ? 'is not a list' : `has ${list.length}`
  const fault = { field: name, message: `${has}: give a list of 1 to ${most}` }
  throw validationError(isUsable ? others : [...others, fault])
}
