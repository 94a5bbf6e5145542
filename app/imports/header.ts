import { COLUMNS, REJECTION_COLUMNS, REQUIRED_COLUMNS, type Column } from '#imports/columns'
import { UnreadableImportFile } from '#imports/errors'
import type { CsvRecord } from '#imports/read_records'

export interface Header {
  names: string[]
  /** Where each known column is. */
  indexes: Partial<Record<Column, number>>
  warnings: string[]
}

/** Refuses a file whose columns are not ours, naming all that is wrong at once. */
export function readHeader(file: string, record: CsvRecord | undefined): Header {
  if (!record) throw new UnreadableImportFile(file, 'is empty.')
  if (record.kind === 'broken') {
    throw new UnreadableImportFile(
      file,
      `the header in line ${record.line} cannot be read: ${record.reason}.`
    )
  }
  const names = record.values.map((name) => name.trim().toLowerCase())
  const unknown = names.filter((name) => !isKnown(name))
  const absent = COLUMNS.filter((column) => !names.includes(column))
  const missing = absent.filter((column) => REQUIRED_COLUMNS.includes(column))
  const repeated = COLUMNS.filter((column) => names.indexOf(column) !== names.lastIndexOf(column))

  const problems = []
  if (missing.length > 0) problems.push(`required but missing: ${missing.join(', ')}`)
  if (repeated.length > 0) problems.push(`there more than once: ${repeated.join(', ')}`)
  if (problems.length > 0) {
    if (unknown.length > 0) problems.push(`unknown: ${list(unknown)}`)
    throw new UnreadableImportFile(
      file,
      `the columns in line ${record.line} are not those of an import. ${problems.join('; ')}. ` +
        `The header is ${COLUMNS.join(',')} with "," or ";" between the names.`
    )
  }

  const optional = absent.filter((column) => !REQUIRED_COLUMNS.includes(column))
  return {
    names,
    indexes: Object.fromEntries(
      names.flatMap((name, index) => (COLUMNS.includes(name as Column) ? [[name, index]] : []))
    ),
    warnings: [
      ...(unknown.length > 0 ? [`unknown columns are ignored: ${list(unknown)}`] : []),
      ...(optional.length > 0
        ? [`columns that are not there leave what is known as it is: ${optional.join(', ')}`]
        : []),
    ],
  }
}

function isKnown(name: string): boolean {
  return [...COLUMNS, ...REJECTION_COLUMNS].includes(name as Column)
}

function list(names: string[]): string {
  const shown = names.slice(0, 20).map((name) => (name === '' ? '(no name)' : name.slice(0, 60)))
  return shown.join(', ') + (names.length > 20 ? ` and ${names.length - 20} more` : '')
}
