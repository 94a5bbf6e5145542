/** The columns of the file, in the order of the documentation. */
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

/** Columns that a file may have besides. Without them nothing is said, and nobody misses it. */
export const MORE_COLUMNS = ['status'] as const

export type Column = (typeof COLUMNS)[number] | (typeof MORE_COLUMNS)[number]

export const KNOWN_COLUMNS: readonly Column[] = [...COLUMNS, ...MORE_COLUMNS]

/**
 * Columns without which a row has no meaning. If another column is missing, its data stays
 * unchanged.
 */
export const REQUIRED_COLUMNS: readonly Column[] = [
  'patient_ref',
  'first_name',
  'caregiver_phone',
  'facility',
  'vaccine',
  'dose',
  'due_on',
]

/**
 * The most characters that fit into the columns of `facilities`, `patients` and `immunizations`.
 */
export const MAX_LENGTHS: Partial<Record<Column, number>> = {
  patient_ref: 100,
  first_name: 100,
  last_name: 100,
  facility: 100,
  timezone: 64,
  vaccine: 60,
  dose: 30,
}

/**
 * The first columns of FILE.rejected.csv; the importer ignores them, so the file can be corrected
 * and imported.
 */
export const REJECTION_COLUMNS = ['line', 'reason'] as const
