/** What csv-stringify puts before a value that a spreadsheet would take for a formula. */
const FORMULA_ESCAPE = /^'(?=[=+\-@])/

/**
 * One spelling of one value: accents composed, no blanks around it, line breaks
 * and runs of blanks as one space, and no escape that FILE.rejected.csv added.
 */
export function tidyValue(value: string): string {
  const text = value.trim().replace(FORMULA_ESCAPE, '').replace(/\s+/g, ' ').trim()
  return text.normalize('NFC')
}

/** Characters of a wrong value that are shown. */
const SHOWN_CHARACTERS = 100

export function shorten(value: string): string {
  return value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value
}
