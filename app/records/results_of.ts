import type { RowFault } from '#imports/rejected_row'
import type { WrittenBatch } from '#imports/write_batch'
import type { NamedMessage } from '#records/named_messages'
import type { RecordFault } from '#records/read_record'
import type { RecordVerdict } from '#records/record_judge'
import type { RecordResult } from '#records/record_result'

/** The result of each record of a page, in order. */
export function resultsOf(
  verdicts: RecordVerdict[],
  written: WrittenBatch | undefined,
  messages: NamedMessage[]
): RecordResult[] {
  const conflicts = new Map(written?.conflicts.map(({ row, faults }) => [row.line, faults]))
  const ofRecord = messagesByRecord(verdicts, messages)
  return verdicts.map((verdict) => {
    const { number, patientRef } = verdict
    const faults = conflicts.get(number)?.map(conflictFault) ?? verdict.faults
    return {
      number,
      patientRef,
      outcome: outcomeOf(verdict, faults, written),
      faults,
      taken: written?.taken.get(number) ?? [],
      messages: ofRecord.get(number) ?? [],
    }
  })
}

function outcomeOf(
  { row }: RecordVerdict,
  faults: RecordFault[],
  written: WrittenBatch | undefined
): RecordResult['outcome'] {
  if (!row || faults.length > 0) return 'rejected'
  if (written?.created.has(row)) return 'created'
  return written?.updated.has(row) ? 'updated' : 'unchanged'
}

const REMEDY = 'send "replace": true if what is on record is wrong'

/** A token that may write may not be allowed to read, so what is on record stays out of it. */
function conflictFault({ field, value }: RowFault): RecordFault {
  if (field === 'patient_ref')
    return {
      field,
      message: `"${value}" stands for another child on record: give this record a reference of its own, or ${REMEDY}`,
    }
  if (field === 'status') return { field, message: `"${value}" takes back a death: ${REMEDY}` }
  return { field, message: `"${value}" is not what is on record` }
}

/** A reminder belongs to the record of its dose, or else to the first of its patient. */
function messagesByRecord(
  verdicts: RecordVerdict[],
  messages: NamedMessage[]
): Map<number, NamedMessage[]> {
  const byDose = new Map<string, number>()
  const byPatient = new Map<string, number>()
  for (const { number, patientRef, row } of verdicts) {
    if (patientRef !== null && !byPatient.has(patientRef)) byPatient.set(patientRef, number)
    if (row) byDose.set(keyOf(row.patientRef, row.vaccine, row.dose), number)
  }
  const found = new Map<number, NamedMessage[]>()
  for (const message of messages) {
    const { patient_ref: ref, vaccine, dose } = message
    const number = byDose.get(keyOf(ref, vaccine, dose)) ?? byPatient.get(ref)
    if (number === undefined) continue
    const others = found.get(number)
    if (others) others.push(message)
    else found.set(number, [message])
  }
  return found
}

function keyOf(...parts: string[]): string {
  return JSON.stringify(parts)
}
