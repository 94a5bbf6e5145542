import type { ImportCounts } from '#imports/import_summary'
import type { WrittenConsents } from '#imports/write_consents'
import type { Registered } from '#registry/register_rows'
import type { PatientRow } from '#registry/registered_row'
import type { ReconcileSummary } from '#reminders/reconcile_summary'

export interface Written extends Registered {
  /** The rows that were written. */
  rows: PatientRow[]
  /** Those that have moved their facility to another zone. */
  zoneRows: PatientRow[]
  consents: WrittenConsents
  messagesSuppressed: number
  reminders: ReconcileSummary
}

/** The rows whose patient was there and is different now: one a patient and file. */
export function rowsOfChangedPatients({ rows, patients }: Pick<Written, 'rows' | 'patients'>) {
  return rows.filter((row) => row.firstOfPatient && patients.changed.has(row.patientRef))
}

/** A row that changes a patient on record has changed something, also where its immunization is new. */
export function sortRows(written: Written): Record<'created' | 'updated', Set<PatientRow>> {
  const { rows, zoneRows, consents, immunizations, patients } = written
  const ofPatients = rowsOfChangedPatients(written)
  const withoutDose = rows.filter(
    (row) => row.vaccine === '' && patients.created.has(row.patientRef)
  )
  const created = new Set([...immunizations.created, ...withoutDose]).difference(
    new Set(ofPatients)
  )
  const updated = new Set([
    ...immunizations.updated,
    ...rows.filter(({ line }) => consents.lines.has(line)),
    ...zoneRows,
    ...ofPatients,
  ]).difference(created)
  return { created, updated }
}

export function countBatch(written: Written): ImportCounts {
  const { rows, consents, immunizations, messagesSuppressed, reminders } = written
  const { created, updated } = sortRows(written)
  const ofPatients = rowsOfChangedPatients(written)
  return {
    created: created.size,
    updated: updated.size,
    unchanged: rows.length - created.size - updated.size,
    patientsChanged: ofPatients.length,
    visitsKept: immunizations.visitsKept,
    consents: {
      optedIn: consents.optedIn.length,
      optedOut: consents.optedOut.length,
      kept: consents.kept,
    },
    messagesSuppressed,
    reminders,
  }
}
