import { MAX_LENGTHS, REQUIRED_COLUMNS, type Column } from '#imports/columns'
import type { FaultKind } from '#imports/rejected_row'
import { isNothing } from '#imports/empty_cells'
import { tidyText, tidyValue } from '#values/tidy_value'

export type CellReading =
  { ok: true; text: string } | { ok: false; value: string; reason: string; kind: FaultKind }

/** Free text; the others are told apart by what they are. */
const NAMES: readonly Column[] = ['first_name', 'last_name']

/**
 * The text of one cell, tidied; empty where it says that there is nothing. `longest`:
 * characters that are looked at, whatever the column.
 */
export function readCell(column: Column, cell: string, longest: number): CellReading {
  if (cell.length > longest)
    return faulty(cell, `has ${cell.length} characters, a cell has at most ${longest}`, 'too_long')
  const value = NAMES.includes(column) ? tidyText(cell) : tidyValue(cell)
  if (value.includes('\uFFFD'))
    return faulty(value, 'is not UTF-8. Save the file as "CSV UTF-8"', 'encoding')
  if (value.includes('\0'))
    return faulty(value, 'contains the character U+0000, which cannot be stored', 'encoding')
  if (isOpenQuote(value)) return faulty(value, 'begins with a quote that is not closed', 'shape')
  const limit = MAX_LENGTHS[column]
  if (limit !== undefined && value.length > limit && [...value].length > limit)
    return faulty(value, `has ${[...value].length} characters, at most ${limit} fit`, 'too_long')
  if (!isNothing(value)) return { ok: true, text: value }
  if (!REQUIRED_COLUMNS.includes(column) || column === 'caregiver_phone')
    return { ok: true, text: '' }
  const reason = value === '' ? 'is required' : 'says that there is nothing, and is required'
  return faulty(value, reason, 'missing')
}

/** As a rejected row has it whose quotes were wrong, until somebody corrects it. */
function isOpenQuote(value: string): boolean {
  return value.startsWith('"') && value.split('"').length % 2 === 0
}

function faulty(value: string, reason: string, kind: FaultKind): CellReading {
  return { ok: false, value, reason, kind }
}
