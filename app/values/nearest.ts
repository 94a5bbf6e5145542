import { distance } from 'fastest-levenshtein'

/** The share of a word that may be mistyped in a near match. */
const MISTYPED_SHARE = 1 / 3

/** The longest names compared, in characters. The work grows with the square of the length. */
const LONGEST_NAME = 100

/** The candidates most similar to the word, best first, for "did you mean". Ignores case. */
export function nearest(wanted: string, candidates: readonly string[], count: number): string[] {
  const word = wanted.toLowerCase()
  if (word === '' || word.length > LONGEST_NAME) return []
  return candidates
    .filter((candidate) => candidate.length <= LONGEST_NAME)
    .map((candidate) => ({ candidate, edits: editsBetween(word, candidate.toLowerCase()) }))
    .filter(({ edits }) => edits <= Math.ceil(word.length * MISTYPED_SHARE))
    .sort((left, right) => left.edits - right.edits)
    .slice(0, count)
    .map(({ candidate }) => candidate)
}

/** Names that contain each other are near, whatever their lengths. */
function editsBetween(left: string, right: string): number {
  return left.includes(right) || right.includes(left) ? 1 : distance(left, right)
}
