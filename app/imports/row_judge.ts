import { isEmptyCell } from '#imports/empty_cells'
import { FirstLines } from '#imports/first_lines'
import type { Header } from '#imports/header'
import { parseRow, type RowRules } from '#imports/parse_row'
import { protectionOf } from '#imports/protection'
import type { RejectedRow } from '#imports/rejected_row'
import type { PatientRow } from '#registry/registered_row'
import type { CsvRecord } from '#imports/readable_section'
import { shorten } from '#values/tidy_value'

export type RowVerdict =
  /** `source`: its values as JSON. One string, as it is kept until the batch is written, and seldom needed. */
  | { kind: 'accepted'; row: PatientRow; source: string }
  | { kind: 'rejected'; row: RejectedRow }
  /** Nothing but empty cells, as spreadsheets leave below a table. */
  | { kind: 'blank' }

/** Decides about the rows of a file in order: each row alone, then against earlier ones. */
export class RowJudge {
  readonly #firstLines = new FirstLines()

  constructor(
    private readonly header: Header,
    private readonly rules: RowRules
  ) {}

  judge(record: CsvRecord): RowVerdict {
    const { line } = record
    if (record.kind === 'broken') {
      const { reason } = record
      const fault = { field: 'row', value: shorten(record.text), reason, kind: 'shape' } as const
      return { kind: 'rejected', row: { line, faults: [fault], values: record.values } }
    }
    const { values } = record
    if (values.every(isEmptyCell)) return { kind: 'blank' }

    const parsed = parseRow(values, line, this.header, this.rules)
    if ('faults' in parsed) return { kind: 'rejected', row: { line, values, ...parsed } }

    const { row } = parsed
    const standing = this.#firstLines.accept(row)
    if ('faults' in standing) {
      const protection = protectionOf(row, row.phone ? [row.phone] : [])
      return { kind: 'rejected', row: { line, values, ...standing, protection } }
    }
    return { kind: 'accepted', row: { ...row, ...standing }, source: JSON.stringify(values) }
  }

  /** The row has been rejected after all. */
  forget(row: PatientRow): void {
    this.#firstLines.forget(row)
  }
}
