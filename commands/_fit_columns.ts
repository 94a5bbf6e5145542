/** Columns of a terminal, where the width is not known. */
export const WIDTH = 100
/** A column narrower than this says nothing. */
const NARROWEST = 6
/** What the borders of a table take. */
const BORDERS = { column: 5, table: 1 }
/** Between the columns of a table without borders. */
const GAP = '  '

/** Whether a table with borders fits the width, whole. */
export function fitsWithBorders(rows: string[][], width: number): boolean {
  const widths = widthsOf(rows)
  return sum(widths) + widths.length * BORDERS.column + BORDERS.table <= width
}

/**
 * A table without borders as lines that fit the width: the widest columns are cut first. `whole`:
 * indexes of columns that are not cut.
 */
export function asLines(rows: string[][], width: number, whole: number[] = []): string[] {
  const widths = widthsOf(rows)
  let excess = sum(widths) + (widths.length - 1) * GAP.length - width
  for (; excess > 0; excess -= 1) {
    const candidates = widths.map((room, column) => (whole.includes(column) ? 0 : room))
    const widest = candidates.indexOf(Math.max(...candidates))
    if (candidates[widest] <= NARROWEST) break
    widths[widest] -= 1
  }
  return rows.map((cells) =>
    cells
      .map((cell, column) => cut(cell, widths[column]).padEnd(widths[column]))
      .join(GAP)
      .trimEnd()
  )
}

/** A text of at most so many characters, on one line. */
export function cut(text: string, length: number): string {
  const letters = [...text.replace(/\s+/g, ' ')]
  return letters.length > length ? `${letters.slice(0, length - 1).join('')}…` : letters.join('')
}

/** The lines of a text, each with whole words and at most so many characters where a word allows. */
export function wrap(text: string, length: number): string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + 1 + word.length <= length)
      lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}

function widthsOf(rows: string[][]): number[] {
  const count = Math.max(...rows.map((cells) => cells.length))
  return Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((cells) => [...(cells[column] ?? '')].length))
  )
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)
