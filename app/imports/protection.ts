import type { Identity } from '#registry/identity'
import type { PatientStatus, SingleRow } from '#registry/registered_row'

/**
 * What a rejected row says that protects somebody from messages: a refusal, a visit
 * that has taken place, a death, a move. It takes effect wherever the row says for
 * whom; nothing else of the row is written.
 */
export interface Protection {
  line: number
  /** Empty where it cannot be read. */
  patientRef: string
  identity: Identity
  /** E.164: all numbers of the row that can be read. */
  phones: string[]
  refuses: boolean
  visit: { vaccine: string; dose: string; dueOn: string | null; administeredOn: string } | null
  status: Exclude<PatientStatus, 'active'> | null
}

/** Undefined where the row protects nobody. `row`: what could be read of it. */
export function protectionOf(row: SingleRow, phones: string[]): Protection | undefined {
  const { line, patientRef, vaccine, dose, administeredOn } = row
  const refuses = row.consent === 'no'
  const status = row.status === 'active' ? null : row.status
  const isVisit = administeredOn !== null && vaccine !== '' && dose !== ''
  const visit = isVisit ? { vaccine, dose, dueOn: row.dueOn || null, administeredOn } : null
  if (!refuses && !visit && !status) return undefined
  const identity = {
    first_name: row.firstName,
    last_name: row.lastName,
    birth_date: row.birthDate,
    caregiver_phone: row.phone,
  }
  return { line, patientRef, identity, phones, refuses, visit, status }
}
