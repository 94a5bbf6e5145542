/** Deeper values are not looked into one by one, but as their JSON text. */
const DEEPEST = 500

/** All texts and numbers of a JSON value, in their order, the names of fields first. */
export function stringsOf(value: unknown): string[] {
  const names: string[] = []
  const values: string[] = []
  walk(
    value,
    (text) => values.push(text),
    (name) => names.push(name)
  )
  return [...names, ...values]
}

/** The same value with each text replaced. A number becomes a text if its digits are replaced. */
export function replaceStrings(
  value: unknown,
  replace: (text: string) => string,
  depth = 0
): unknown {
  if (typeof value === 'string') return replace(value)
  if (typeof value === 'number') {
    const replaced = replace(String(value))
    return replaced === String(value) ? value : replaced
  }
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEEPEST) return replace(JSON.stringify(value))
  if (Array.isArray(value)) return value.map((item) => replaceStrings(item, replace, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      replace(name),
      replaceStrings(item, replace, depth + 1),
    ])
  )
}

function walk(
  value: unknown,
  onValue: (text: string) => void,
  onName: (name: string) => void,
  depth = 0
): void {
  if (typeof value === 'string' || typeof value === 'number') onValue(String(value))
  if (typeof value !== 'object' || value === null) return
  if (depth > DEEPEST) return onValue(JSON.stringify(value))
  for (const [name, item] of Object.entries(value)) {
    if (!Array.isArray(value)) onName(name)
    walk(item, onValue, onName, depth + 1)
  }
}
