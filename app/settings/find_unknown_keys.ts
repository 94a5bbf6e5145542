import { isObject } from '#values/is_object'
import { nearest } from '#values/nearest'

/** What may be set: a value of any form, a group of keys, or a list or record of such groups. */
type Known = 'value' | Each<object> | { readonly [key: string]: Known }

/** The same keys for each member of a list, or of a record that is keyed by the operator. */
class Each<Keys extends object> {
  constructor(readonly keys: Keys) {}
}

export function each<Keys extends object>(keys: Keys): Each<Keys> {
  return new Each(keys)
}

/** Every key of `Settings`; groups that are keyed by operators, such as message types, are values. */
export type KeysOf<Settings> = {
  readonly [Key in keyof Settings & string]-?: 'value' | KeysOfGroup<NonNullable<Settings[Key]>>
}

type KeysOfGroup<Group> = Group extends readonly (infer Member)[]
  ? Each<KeysOf<Member>>
  : string extends keyof Group
    ? Each<KeysOf<Group[keyof Group]>>
    : Group extends object
      ? KeysOf<Group>
      : never

/**
 * Every key that nothing reads, with the one that was probably meant: a mistyped setting would
 * silently have no effect. `path`: where it is, for example "retry.".
 */
export function findUnknownKeys(given: unknown, known: object, path = ''): string[] {
  if (known instanceof Each) return findInMembers(given, known, path)
  if (!isObject(given)) return []
  return Object.entries(given).flatMap(([key, value]) => {
    if (!Object.hasOwn(known, key)) return [unknownKey(path, key, Object.keys(known))]
    const inner = (known as Record<string, Known>)[key]
    return inner === 'value' ? [] : findUnknownKeys(value, inner, `${path}${key}.`)
  })
}

function findInMembers(given: unknown, { keys }: Each<object>, path: string): string[] {
  if (!isObject(given) && !Array.isArray(given)) return []
  return Object.entries(given).flatMap(([name, member]) =>
    findUnknownKeys(member, keys, `${path}${name}.`)
  )
}

function unknownKey(path: string, key: string, known: string[]): string {
  const [meant] = nearest(key, known, 1)
  const help = meant ? `did you mean ${path}${meant}?` : `use one of: ${known.join(', ')}`
  return `${path}${key} is not a key that can be set: ${help}`
}
