const UNITS: [string, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]

/** `3 days`, `2 hours`, `45 seconds`: the largest unit that fits, rounded down. */
export function durationInWords(seconds: number): string {
  const [name, size] = UNITS.find(([, length]) => seconds >= length) ?? UNITS.at(-1)!
  const count = Math.floor(seconds / size)
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
