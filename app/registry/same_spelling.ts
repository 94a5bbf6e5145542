import { distance } from 'fastest-levenshtein'

/** Letters for which one may be mistyped, added or left out: "Aissatou" has two, "Awa" none. */
const LETTERS_PER_SLIP = 4

/** Longer texts are no names, and the comparison grows with the square of the length. */
const LONGEST_NAME = 200

/** Accents of Latin, Greek and Cyrillic; marks of other scripts are vowels. */
const ACCENTS_AND_MARKS = /[\u0300-\u036F]|[^\p{L}\p{M}\p{N}]/gu

/** Whether two names differ in their spelling alone: case, accents, marks, blanks, or a slip or two. */
export function isSameSpelling(one: string, other: string): boolean {
  if (one === other) return true
  if (Math.max(one.length, other.length) > LONGEST_NAME) return false
  const [left, right] = [lettersOf(one), lettersOf(other)]
  if (left === right) return true
  const slips = Math.floor(Math.min(left.length, right.length) / LETTERS_PER_SLIP)
  return Math.abs(left.length - right.length) <= slips && distance(left, right) <= slips
}

/** Small letters and digits without accents and all else; a name of other signs stays as it is. */
function lettersOf(name: string): string {
  const letters = name.normalize('NFKD').toLowerCase().replace(ACCENTS_AND_MARKS, '')
  return letters || name
}
