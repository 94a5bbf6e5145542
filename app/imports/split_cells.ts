/**
 * The cells of a line that cannot be read as CSV, as well as its delimiters and
 * closed quotes tell; a quote that is out of place stays in its cell. For people to
 * mend: nothing is read from it.
 */
export function splitCells(line: string, delimiter: string): string[] {
  const cells: string[] = []
  for (let at = 0; at <= line.length;) {
    const end = line[at] === '"' ? endOfQuoted(line, at, delimiter) : -1
    if (end >= 0) {
      cells.push(line.slice(at + 1, end).replaceAll('""', '"'))
      at = end + 2
    } else {
      const next = line.indexOf(delimiter, at)
      const stop = next < 0 ? line.length : next
      cells.push(line.slice(at, stop).trim())
      at = stop + 1
    }
  }
  return cells
}

/** Where the quote that is opened here closes, in front of a delimiter or the end; -1 where it does not. */
function endOfQuoted(line: string, start: number, delimiter: string): number {
  for (let at = line.indexOf('"', start + 1); at >= 0; at = line.indexOf('"', at + 1)) {
    if (line[at + 1] !== '"') return at + 1 === line.length || line[at + 1] === delimiter ? at : -1
    at++
  }
  return -1
}
