import {
  COLUMNS,
  KNOWN_COLUMNS,
  REJECTION_COLUMNS,
  REQUIRED_COLUMNS,
  type Column,
} from '#imports/columns'
import { UnreadableImportFile } from '#imports/errors'
import { exceeding, type ImportLimits } from '#imports/limits'
import type { CsvRecord } from '#imports/readable_section'
import { columnName } from '#imports/column_name'

export interface Header {
  /** Of a column without a name, an empty one; none for those at the end. */
  names: string[]
  /** The position of each known column. */
  indexes: Partial<Record<Column, number>>
  warnings: string[]
}

/** Refuses a file whose columns are not ours, naming all that is wrong at once. */
export function readHeader(
  file: string,
  record: CsvRecord | undefined,
  { mostColumns }: Pick<ImportLimits, 'mostColumns'>
): Header {
  if (!record) throw new UnreadableImportFile(file, 'is empty.', { kind: 'empty' })
  if (record.kind === 'broken') {
    throw new UnreadableImportFile(
      file,
      `the header in line ${record.line} cannot be read: ${record.reason}.`,
      { kind: 'header' }
    )
  }
  const columns = record.values.length
  if (columns > mostColumns) {
    const problem = `has ${columns} columns in line ${record.line}`
    const remedy = 'Delete those that are not needed.'
    throw new UnreadableImportFile(file, exceeding(problem, ['mostColumns', mostColumns], remedy), {
      kind: 'too_many_columns',
    })
  }
  const names = withoutBlankEnd(record.values.map(columnName))
  const unknown = names.filter((name) => !isKnown(name))
  const absent = COLUMNS.filter((column) => !names.includes(column))
  const missing = absent.filter((column) => REQUIRED_COLUMNS.includes(column))
  const repeated = KNOWN_COLUMNS.filter(
    (column) => names.indexOf(column) !== names.lastIndexOf(column)
  )

  const problems = []
  if (missing.length > 0) problems.push(`required but missing: ${missing.join(', ')}`)
  if (repeated.length > 0) problems.push(`present more than once: ${repeated.join(', ')}`)
  if (problems.length > 0) {
    if (unknown.length > 0) problems.push(`unknown: ${list(unknown)}`)
    throw new UnreadableImportFile(
      file,
      `the columns in line ${record.line} are not those of an import. ${problems.join('; ')}. ` +
        `The header is ${COLUMNS.join(',')} with "," or ";" between the names.`,
      { kind: 'columns', missing }
    )
  }

  const optional = absent.filter((column) => !REQUIRED_COLUMNS.includes(column))
  return {
    names,
    indexes: Object.fromEntries(
      names.flatMap((name, index) =>
        KNOWN_COLUMNS.includes(name as Column) ? [[name, index]] : []
      )
    ),
    warnings: [
      ...(unknown.length > 0 ? [`unknown columns are ignored: ${list(unknown)}`] : []),
      ...(optional.length > 0
        ? [`data of missing columns stays unchanged: ${optional.join(', ')}`]
        : []),
    ],
  }
}

/** Spreadsheets add columns without a name to the right of the table. */
function withoutBlankEnd(names: string[]): string[] {
  return names.slice(0, names.findLastIndex((name) => name !== '') + 1)
}

function isKnown(name: string): boolean {
  return [...KNOWN_COLUMNS, ...REJECTION_COLUMNS].includes(name as Column)
}

function list(names: string[]): string {
  const shown = names.slice(0, 20).map((name) => (name === '' ? '(no name)' : name.slice(0, 60)))
  return shown.join(', ') + (names.length > 20 ? ` and ${names.length - 20} more` : '')
}
