import string from '@adonisjs/core/helpers/string'

/**
 * Milliseconds as people write them: `15m`, `1.5h`, `90s`, `1d`, or a plain number. Undefined if
 * unreadable.
 */
export function readInterval(text: string): number | undefined {
  try {
    return string.milliseconds.parse(text.trim())
  } catch {
    return undefined
  }
}
