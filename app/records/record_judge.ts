import { FirstLines } from '#imports/first_lines'
import type { RowRules } from '#imports/parse_row'
import { protectionOf, type Protection } from '#imports/protection'
import { faultOf, readRecord, type RecordFault } from '#records/read_record'
import { shapeOf, type RecordShape } from '#records/record_fields'
import type { PatientRow } from '#registry/registered_row'
import { isObject } from '#values/is_object'

/** A record that may be written, or why not. */
export interface RecordVerdict {
  number: number
  patientRef: string | null
  row?: PatientRow
  protection?: Protection
  faults: RecordFault[]
}

/** Unknown fields of one of many records that are named. */
const MOST_UNKNOWN = 10

/** Decides about the records of one request in order: each alone, then against earlier ones. */
export class RecordJudge {
  readonly #firstRecords = new FirstLines('record')

  constructor(
    private readonly rules: RowRules,
    private readonly shape?: RecordShape
  ) {}

  judge(record: unknown, number: number): RecordVerdict {
    const shape = this.shape ?? shapeOf(isObject(record) ? record : {})
    const read = readRecord(
      record,
      number,
      this.rules,
      shape,
      this.shape ? undefined : MOST_UNKNOWN
    )
    if (!read.row) {
      const { faults, protection } = read
      return { number, patientRef: refOf(record), faults, protection }
    }
    const { row } = read
    const { patientRef } = row
    const standing = this.#firstRecords.accept(row)
    if (!('faults' in standing))
      return { number, patientRef, row: { ...row, ...standing }, faults: [] }
    const protection = protectionOf(row, row.phone ? [row.phone] : [])
    return { number, patientRef, faults: standing.faults.map(faultOf), protection }
  }

  /** The record has been rejected after all. */
  forget(row: PatientRow): void {
    this.#firstRecords.forget(row)
  }
}

const LONGEST_REF = 100

function refOf(record: unknown): string | null {
  const ref = isObject(record) ? record.patient_ref : null
  return typeof ref === 'string' && ref.length <= LONGEST_REF ? ref : null
}
