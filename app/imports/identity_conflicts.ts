import type { PatientRecord } from '#registry/find_patients'
import { contradictions } from '#registry/identity'
import type { PatientRow } from '#registry/registered_row'
import type { RowFault } from '#imports/rejected_row'
import { protectionOf, type Protection } from '#imports/protection'
import { shorten } from '#values/tidy_value'

/** An accepted row that what is on record speaks against. */
export interface Conflict {
  row: PatientRow
  faults: RowFault[]
  protection: Protection | undefined
}

const REMEDY =
  'import this row with a reference of its own, or with --replace if what is on record is wrong'

/** The rows that may be written, and those that may not. */
export function withoutConflicts(
  rows: PatientRow[],
  known: Map<string, PatientRecord>,
  { replace }: { replace: boolean }
): { rows: PatientRow[]; conflicts: Conflict[] } {
  if (replace || known.size === 0) return { rows, conflicts: [] }
  const conflicts: Conflict[] = []
  const others = rows.filter((row) => {
    const faults = conflictsOf(row, known.get(row.patientRef))
    if (faults.length === 0) return true
    conflicts.push({ row, faults, protection: protectionOf(row, row.phone ? [row.phone] : []) })
    return false
  })
  return { rows: others, conflicts }
}

/**
 * What speaks against writing a row over the patient who is on record under its
 * reference: that it means another child, or takes back a death. Both versions are
 * named.
 */
function conflictsOf(row: PatientRow, known: PatientRecord | undefined): RowFault[] {
  if (!known) return []
  const told = {
    first_name: row.firstName,
    last_name: row.lastName,
    birth_date: row.birthDate,
    caregiver_phone: row.phone,
  }
  const faults: RowFault[] = contradictions(known, told).map((field) => ({
    field,
    value: shorten(told[field]!),
    reason: `is "${shorten(known[field]!)}" on record`,
    kind: 'on_record',
  }))
  if (faults.length > 0) {
    const reason = `stands for another child on record: ${REMEDY}`
    const value = shorten(row.patientRef)
    faults.unshift({ field: 'patient_ref', value, reason, kind: 'other_child' })
  }
  if (known.status === 'died' && row.status && row.status !== 'died') {
    const reason = 'is "died" on record: import with --replace if that is wrong'
    faults.push({ field: 'status', value: row.status, reason, kind: 'on_record' })
  }
  return faults
}
