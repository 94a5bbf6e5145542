import { stringify } from 'csv-stringify/sync'
import type { DateTime } from 'luxon'
import { COLUMNS, type Column } from '#imports/columns'

/** Numbers that nobody has: their country code is not in use. */
const CHILDREN: Partial<Record<Column, string>>[] = [
  {
    patient_ref: 'EXAMPLE-1',
    first_name: 'Amina',
    last_name: 'Exemple',
    caregiver_phone: '+999600000001',
    vaccine: 'Penta',
    dose: '1',
  },
  {
    patient_ref: 'EXAMPLE-2',
    first_name: 'Paul',
    last_name: 'Exemple',
    caregiver_phone: '+999600000002',
    vaccine: 'RR',
    dose: '1',
  },
]

const DUE_IN_DAYS = 14

/**
 * A file with the header of an import and invented children. It can be read, but its numbers are
 * rejected, so that nothing is planned for them.
 */
export function exampleFile(today: DateTime): string {
  const shared: Partial<Record<Column, string>> = {
    birth_date: today.minus({ weeks: 6 }).toISODate()!,
    language: 'fr',
    facility: 'CSI Exemple',
    timezone: today.zoneName!,
    due_on: today.plus({ days: DUE_IN_DAYS }).toISODate()!,
    consent: 'yes',
  }
  const rows = CHILDREN.map((child) =>
    COLUMNS.map((column) => child[column] ?? shared[column] ?? '')
  )
  return stringify([[...COLUMNS], ...rows], { bom: true })
}
