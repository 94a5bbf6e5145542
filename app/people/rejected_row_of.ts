import { REJECTION_COLUMNS } from '#imports/columns'
import type { CsvRecord } from '#imports/read_records'
import { tidyValue } from '#imports/tidy_value'
import { quotesNumber } from '#people/quotes_number'

/** By what rows of a rejected file are recognised. */
export interface PersonInFiles {
  /** `patient_ref`; null where a number alone is erased. */
  ref: string | null
  /** E.164 */
  numbers: string[]
}

const REASON_COLUMN = REJECTION_COLUMNS.indexOf('reason')
const DELIMITERS = /[,;|"\n\r\t]/

/**
 * Whether a row of a rejected file is about the person: by its reference, or by a
 * number anywhere in it, as it may have been rejected for standing in the wrong
 * columns. `text`: the row as it stands in the file. `refColumn`: -1 where there is none.
 */
export function isRowOf(
  { ref, numbers }: PersonInFiles,
  record: CsvRecord,
  { text, refColumn }: { text: string; refColumn: number }
): boolean {
  const values = record.kind === 'values' ? record.values : [text]
  if (values.some((value) => quotesNumber(value, numbers))) return true
  if (ref === null) return false
  if (record.kind === 'broken') return quotesRef(text, ref)
  const own = tidyValue(values[refColumn] ?? '')
  return own === '' ? quotesRef(values[REASON_COLUMN] ?? '', ref) : own === ref
}

/** A row that could not be taken apart has no values of its own: the reason quotes its beginning. */
function quotesRef(text: string, ref: string): boolean {
  return text.split(DELIMITERS).some((part) => tidyValue(part) === ref)
}
