import { isObject } from '#values/is_object'

/** The sum of two objects of numbers, at any depth. A flag is true if it is true in both. */
export function addCounts<Counts extends object>(one: Counts | undefined, other: Counts): Counts {
  if (!one) return other
  return Object.fromEntries(
    Object.entries(other).map(([key, value]) => {
      const before = (one as Record<string, unknown>)[key]
      if (typeof value === 'number') return [key, Number(before ?? 0) + value]
      if (isObject(value)) return [key, addCounts(before as object | undefined, value)]
      if (typeof value === 'boolean') return [key, value && before !== false]
      return [key, value]
    })
  ) as Counts
}
