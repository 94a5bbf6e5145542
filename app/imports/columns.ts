/** The columns of the file, in the order in which the documentation lists them. */
export const COLUMNS = [
  'patient_ref',
  'first_name',
  'last_name',
  'birth_date',
  'caregiver_phone',
  'language',
  'facility',
  'timezone',
  'vaccine',
  'dose',
  'due_on',
  'administered_on',
  'consent',
] as const

export type Column = (typeof COLUMNS)[number]

/** Without these no row can be understood. A file without one of the others leaves what it would say as it is. */
export const REQUIRED_COLUMNS: readonly Column[] = [
  'patient_ref',
  'first_name',
  'caregiver_phone',
  'facility',
  'vaccine',
  'dose',
  'due_on',
]

/** Characters that fit, as in database/migrations/0001_create_people_tables.ts. */
export const MAX_LENGTHS: Partial<Record<Column, number>> = {
  patient_ref: 100,
  first_name: 100,
  last_name: 100,
  facility: 100,
  timezone: 64,
  vaccine: 60,
  dose: 30,
}

/** FILE.rejected.csv starts with these, so that it can be corrected and imported as it is. */
export const REJECTION_COLUMNS = ['line', 'reason'] as const
