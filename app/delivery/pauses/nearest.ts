/** Share of a word that may be mistyped, so that the other is still near it. */
const MISTYPED_SHARE = 1 / 3

/** Of the candidates those that are most like the word, the most alike first: for "did you mean". Case does not matter. */
export function nearest(wanted: string, candidates: string[], count: number): string[] {
  const word = wanted.toLowerCase()
  if (word === '') return []
  return candidates
    .map((candidate) => ({ candidate, distance: distanceOf(word, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.ceil(word.length * MISTYPED_SHARE))
    .sort((left, right) => left.distance - right.distance)
    .slice(0, count)
    .map(({ candidate }) => candidate)
}

/** One that contains the other is near it, however much longer it is. */
function distanceOf(left: string, right: string): number {
  return left.includes(right) || right.includes(left) ? 1 : edits(left, right)
}

/** Letters to add, drop or exchange to get from one to the other (Levenshtein). */
function edits(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let i = 1; i <= left.length; i++) {
    const above = row
    row = [i]
    for (let j = 1; j <= right.length; j++) {
      const exchanged = above[j - 1] + (left[i - 1] === right[j - 1] ? 0 : 1)
      row.push(Math.min(exchanged, above[j] + 1, row[j - 1] + 1))
    }
  }
  return row[right.length]
}
