import type { Reader } from '#app/pages/reader'

/** A time as its distance from now, for `components/ago.edge`: the words go on, the instant stays. */
export interface Ago {
  /** ISO 8601 */
  at: string
  words: string
}

/** `instant`: as the database writes it. */
export function agoOf(reader: Reader, instant: string): Ago {
  return { at: `${instant.replace(' ', 'T')}Z`, words: reader.ago(instant) }
}
