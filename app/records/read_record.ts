import type { Column } from '#imports/columns'
import type { Header } from '#imports/header'
import { parseRow, type RowRules } from '#imports/parse_row'
import type { SingleRow } from '#registry/registered_row'
import { protectionOf, type Protection } from '#imports/protection'
import type { RowFault } from '#imports/rejected_row'
import type { RecordShape } from '#records/record_fields'
import { isObject } from '#values/is_object'
import { unknownFields } from '#values/unknown_fields'

/** What is wrong with a field of a record ('' for the whole record), and what to do. */
export interface RecordFault {
  field: string
  message: string
}

export type ReadRecord =
  | { row: SingleRow; faults: null }
  /** `protection`: what takes effect although the record is rejected. */
  | { row: null; faults: RecordFault[]; protection?: Protection }

/**
 * Reads one object as if it were a row of an import: the same values, limits and faults. A field
 * that is left out is a column that the file does not have; null is an empty cell. `number`: its
 * place, counted from 1. `mostUnknown`: unknown fields that are named. It never throws.
 */
export function readRecord(
  record: unknown,
  number: number,
  rules: RowRules,
  { fields, required }: RecordShape,
  mostUnknown?: number
): ReadRecord {
  if (!isObject(record))
    return { row: null, faults: [{ field: '', message: 'is not an object: give one a patient' }] }
  const faults: RecordFault[] = unknownFields(record, fields, mostUnknown)
  for (const field of required)
    if (!Object.hasOwn(record, field)) faults.push({ field, message: 'is required' })
  const { header, cells } = asCells(record, fields, faults)
  const parsed = parseRow(cells, number, header, rules)
  if ('faults' in parsed)
    return {
      row: null,
      faults: [...faults, ...parsed.faults.map(faultOf)],
      protection: parsed.protection,
    }
  const { row } = parsed
  if (faults.length === 0) return { row, faults: null }
  return { row: null, faults, protection: protectionOf(row, row.phone ? [row.phone] : []) }
}

function asCells(
  record: Record<string, unknown>,
  fields: readonly Column[],
  faults: RecordFault[]
): { header: Header; cells: string[] } {
  const header: Header = { names: [], indexes: {}, warnings: [] }
  const cells: string[] = []
  for (const field of fields) {
    if (!Object.hasOwn(record, field)) continue
    const cell = cellOf(field, record[field])
    if (cell === undefined) {
      faults.push({ field, message: 'is not a text: give a text, or null if there is none' })
      continue
    }
    header.indexes[field] = cells.length
    header.names.push(field)
    cells.push(cell)
  }
  return { header, cells }
}

/** Undefined for anything but a text or null. A dose may be a number. */
function cellOf(field: Column, value: unknown): string | undefined {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  return field === 'dose' && Number.isSafeInteger(value) ? String(value) : undefined
}

export function faultOf({ field, value, reason }: RowFault): RecordFault {
  return { field: field === 'row' ? '' : field, message: `"${value}" ${reason}` }
}
