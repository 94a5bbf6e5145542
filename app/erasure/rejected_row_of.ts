import { REJECTION_COLUMNS } from '#imports/columns'
import type { CsvRecord } from '#imports/readable_section'
import { tidyValue } from '#values/tidy_value'
import type { PersonInTexts } from './texts/person_in_texts.js'
import { quotesNumber } from './quotes_number.js'

/** What identifies the person in a rejected file. */
export interface PersonInFiles {
  /** `patient_ref`; null if only a number is erased. */
  ref: string | null
  /** E.164 */
  numbers: string[]
  /** Finds the full name. */
  named: PersonInTexts
}

const REASON_COLUMN = REJECTION_COLUMNS.indexOf('reason')
const DELIMITERS = /[,;|"\n\r\t]/

/**
 * Whether a row of a rejected file is about the person: by its reference; by a number in any
 * column, because wrong columns may be why it was rejected; or, if it has no reference, by the full
 * name. `text`: the row as in the file.
 * `refColumn`: -1 if there is none.
 */
export function isRowOf(
  { ref, numbers, named }: PersonInFiles,
  record: CsvRecord,
  { text, refColumn }: { text: string; refColumn: number }
): boolean {
  const values = record.kind === 'values' ? record.values : [text]
  if (values.some((value) => quotesNumber(value, numbers))) return true
  if (ref === null) return false
  if (record.kind === 'broken') return quotesRef(text, ref) || named.isIn(text)
  const own = tidyValue(values[refColumn] ?? '')
  if (own !== '') return own === ref
  return quotesRef(values[REASON_COLUMN] ?? '', ref) || named.isIn(values.join(' '))
}

/** An unparseable row has no values: its reason quotes its beginning. */
function quotesRef(text: string, ref: string): boolean {
  return text.split(DELIMITERS).some((part) => tidyValue(part) === ref)
}
