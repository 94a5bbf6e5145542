import { isObject } from '#values/is_object'
import { nearest } from '#values/nearest'

/** What may be set: a value of any form, or a group of keys. */
type Known = 'value' | { readonly [key: string]: Known }

/** Every key of `Settings`; groups that are keyed by operators, such as message types, are values. */
export type KeysOf<Settings> = {
  readonly [Key in keyof Settings & string]-?:
    | 'value'
    | (NonNullable<Settings[Key]> extends object ? KeysOf<NonNullable<Settings[Key]>> : never)
}

/**
 * Every key that nothing reads, with the one that was probably meant: a mistyped setting would
 * silently have no effect. `path`: where it is, for example "retry.".
 */
export function findUnknownKeys(given: unknown, known: object, path = ''): string[] {
  if (!isObject(given)) return []
  return Object.entries(given).flatMap(([key, value]) => {
    if (!Object.hasOwn(known, key)) return [unknownKey(path, key, Object.keys(known))]
    const inner = (known as Record<string, Known>)[key]
    return inner === 'value' ? [] : findUnknownKeys(value, inner, `${path}${key}.`)
  })
}

function unknownKey(path: string, key: string, known: string[]): string {
  const [meant] = nearest(key, known, 1)
  const help = meant ? `did you mean ${path}${meant}?` : `there are ${known.join(', ')}`
  return `${path}${key} is not a key that can be set: ${help}`
}
