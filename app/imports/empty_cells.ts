import { tidyValue } from '#values/tidy_value'

/** What programs and spreadsheets write where they have nothing, in small letters. */
const WORDS_FOR_NOTHING = new Set([
  ...['null', '(null)', '<null>', '\\n', 'nil', 'none', 'undefined', 'nan', '<na>', 'n/a', 'n.a.'],
  ...['-', '--', '—', '–', '?'],
  ...['#n/a', '#na', '#null!', '#ref!', '#value!', '#name?', '#num!', '#div/0!', '#error!'],
  /** As a spreadsheet says it in French. */
  ...['#n/d', '#nul!', '#valeur!', '#nom?', '#nombre!', 'néant'],
])

/** R writes it so; in other letters it is a name. */
const NOT_AVAILABLE = 'NA'

const LONGEST_WORD = 20

/** Whether a tidied value says no more than that there is nothing. */
export function isNothing(value: string): boolean {
  if (value === '' || value === NOT_AVAILABLE) return true
  return value.length <= LONGEST_WORD && WORDS_FOR_NOTHING.has(value.toLowerCase())
}

/** Characters of a cell in which nothing can be seen. */
const LONGEST_BLANK = 100

/** Likewise for a cell as it was read. */
export function isEmptyCell(cell: string): boolean {
  return cell === '' || (cell.length <= LONGEST_BLANK && isNothing(tidyValue(cell)))
}
