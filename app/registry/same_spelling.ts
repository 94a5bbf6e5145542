import { distance } from 'fastest-levenshtein'
import { lettersOf } from '#values/letters_of'

/** Letters for which one may be mistyped, added or left out: "Aissatou" has two, "Awa" none. */
const LETTERS_PER_SLIP = 4

/** Longer texts are no names, and the comparison grows with the square of the length. */
const LONGEST_NAME = 200

/** Whether two names differ in their spelling alone: case, accents, marks, blanks, or a slip or two. */
export function isSameSpelling(one: string, other: string): boolean {
  if (one === other) return true
  if (Math.max(one.length, other.length) > LONGEST_NAME) return false
  const [left, right] = [lettersOf(one), lettersOf(other)]
  if (left === right) return true
  const slips = Math.floor(Math.min(left.length, right.length) / LETTERS_PER_SLIP)
  return Math.abs(left.length - right.length) <= slips && distance(left, right) <= slips
}
