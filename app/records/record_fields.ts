import { KNOWN_COLUMNS, REQUIRED_COLUMNS, type Column } from '#imports/columns'

/** The fields of a record, and those that it must have. The names are the columns of an import. */
export interface RecordShape {
  fields: readonly Column[]
  required: readonly Column[]
}

const DOSE_FIELDS: readonly Column[] = ['vaccine', 'dose', 'due_on', 'administered_on']

const withoutDose = (columns: readonly Column[]) =>
  columns.filter((column) => !DOSE_FIELDS.includes(column))

/** A patient with one immunization, as a row of an import has them. */
export const PATIENT_AND_DOSE: RecordShape = { fields: KNOWN_COLUMNS, required: REQUIRED_COLUMNS }

/** A patient alone. */
export const PATIENT: RecordShape = {
  fields: withoutDose(KNOWN_COLUMNS),
  required: withoutDose(REQUIRED_COLUMNS),
}

/** An immunization of a patient who is on record. */
export const DOSE: RecordShape = { fields: DOSE_FIELDS, required: ['vaccine', 'dose', 'due_on'] }

/** A visit for an immunization that is on record, or is made if its due date is given. */
export const VISIT: RecordShape = {
  fields: DOSE_FIELDS,
  required: ['vaccine', 'dose', 'administered_on'],
}

/** A record of a batch without any field of a dose is about the patient alone. */
export function shapeOf(record: object): RecordShape {
  const isAboutDose = DOSE_FIELDS.some((field) => Object.hasOwn(record, field))
  return isAboutDose ? PATIENT_AND_DOSE : { ...PATIENT, fields: KNOWN_COLUMNS }
}
