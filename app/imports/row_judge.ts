import { FirstLines } from '#imports/first_lines'
import type { Header } from '#imports/header'
import { parseRow, type RowRules } from '#imports/parse_row'
import type { PatientRow, RejectedRow } from '#imports/patient_row'
import type { CsvRecord } from '#imports/read_records'
import { shorten } from '#imports/tidy_value'

export type Verdict =
  | { kind: 'accepted'; row: PatientRow }
  | { kind: 'rejected'; row: RejectedRow }
  /** Nothing but delimiters, as spreadsheets leave below a table. */
  | { kind: 'blank' }

/** Decides about the rows of one file, one after the other: each by itself, then against those before it. */
export class RowJudge {
  readonly #firstLines = new FirstLines()

  constructor(
    private readonly header: Header,
    private readonly rules: RowRules
  ) {}

  judge(record: CsvRecord): Verdict {
    const { line } = record
    if (record.kind === 'broken') {
      const fault = { field: 'row', value: shorten(record.text), reason: record.reason } as const
      return { kind: 'rejected', row: { line, faults: [fault], values: [] } }
    }
    const { values } = record
    if (values.every((value) => value.trim() === '')) return { kind: 'blank' }

    const parsed = parseRow(values, line, this.header, this.rules)
    if ('faults' in parsed)
      return { kind: 'rejected', row: { line, faults: parsed.faults, values } }

    const standing = this.#firstLines.accept(parsed.row)
    if ('faults' in standing)
      return { kind: 'rejected', row: { line, faults: standing.faults, values } }

    return { kind: 'accepted', row: { ...parsed.row, ...standing } }
  }
}
