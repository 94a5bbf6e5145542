import string from '@adonisjs/core/helpers/string'

/** Characters of the longest way to write one, with room. */
const LONGEST_INTERVAL = 40

/**
 * Milliseconds as people write them: `15m`, `1.5h`, `90s`, `1d`, or a plain number. Undefined if
 * unreadable.
 */
export function readInterval(text: string): number | undefined {
  if (text.length > LONGEST_INTERVAL) return undefined
  try {
    return string.milliseconds.parse(text.trim())
  } catch {
    return undefined
  }
}
