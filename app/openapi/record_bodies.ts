import { MAX_LENGTHS, type Column } from '#imports/columns'
import { DOSE, PATIENT, PATIENT_AND_DOSE, VISIT, type RecordShape } from '#records/record_fields'
import { MOST_RECORDS } from '#records/register_records'
import { date, flag, listOf, oneOf, orNull, text, type Schema } from '#openapi/schema'
import { PATIENT_STATUS } from '#openapi/schemas/records'

/** The fields of a record: those of an import. What is optional may be null. */
const FIELDS: Record<Column, Schema> = {
  patient_ref: text('The reference that the registering system gave the patient.'),
  first_name: text(),
  last_name: text(),
  birth_date: date(),
  caregiver_phone: text('As people write it; null if there is none.'),
  language: text('One that has texts; null: that of the facility.'),
  facility: text('The code.'),
  timezone: text('Of the facility: an IANA name.'),
  vaccine: text(),
  dose: { type: ['string', 'integer'] },
  due_on: date(),
  administered_on: date('When it was given.'),
  consent: oneOf(['yes', 'no']),
  status: PATIENT_STATUS,
}

const REPLACE = flag('Writes over another child on record, or takes back a death.')

export const patientBody = record(PATIENT, { without: ['patient_ref'], more: { replace: REPLACE } })

export const doseBody = record(DOSE, {
  without: ['vaccine', 'dose'],
  more: { cancelled: flag('Whether it is not due any more, although it was not given.') },
})

/** `address`: the fields that stand in the body and not in the path. */
export const visitBody = (address: Column[]) =>
  record(VISIT, {
    without: (['vaccine', 'dose'] as const).filter((field) => !address.includes(field)),
  })

/** With one dose, or about the patient alone. */
export const recordBody = record({ ...PATIENT_AND_DOSE, required: PATIENT.required })

/** A list, or a list under a name. */
export function anyOfForms(item: Schema, name: string, most = MOST_RECORDS): Schema {
  const list = { ...listOf(item), minItems: 1, maxItems: most }
  return {
    anyOf: [
      list,
      {
        type: 'object',
        properties: { [name]: list, replace: REPLACE },
        required: [name],
        additionalProperties: false,
      },
    ],
  }
}

function record(
  { fields, required }: RecordShape,
  { without = [], more = {} }: { without?: readonly Column[]; more?: Record<string, Schema> } = {}
): Schema {
  const own = fields.filter((field) => !without.includes(field))
  const needed = required.filter((field) => !without.includes(field))
  const schemas = own.map((field) => [field, limited(field, needed.includes(field))])
  return {
    type: 'object',
    properties: { ...Object.fromEntries(schemas), ...more },
    required: needed,
    additionalProperties: false,
  }
}

function limited(field: Column, isRequired: boolean): Schema {
  const maxLength = MAX_LENGTHS[field]
  const schema = { ...FIELDS[field], ...(maxLength !== undefined && { maxLength }) }
  return isRequired && field !== 'caregiver_phone' ? schema : orNull(schema)
}
