import { bodyOf, queryOf } from '#openapi/from_validator'
import type { Operations } from '#openapi/operation'
import { anyOfForms, doseBody, patientBody, recordBody, visitBody } from '#openapi/record_bodies'
import { Erasure } from '#openapi/schemas/erasure'
import { pageOf } from '#openapi/schemas/common'
import * as schemas from '#openapi/schemas/records'
import {
  immunizationListValidator,
  patientListValidator,
  patientStatusValidator,
} from '#validators/records'

const NO_PATIENT = { 404: ['E_NO_SUCH_PATIENT'] }
const NO_DOSE = { 404: ['E_NO_SUCH_PATIENT', 'E_NO_SUCH_IMMUNIZATION'] }

const AMINA = {
  first_name: 'Amina',
  caregiver_phone: '677123456',
  facility: 'CSI Briqueterie',
  consent: 'yes',
}

export const recordOperations: Operations = {
  'GET /api/v1/patients': {
    summary: 'Lists patients',
    query: queryOf(patientListValidator, {
      facility: 'The code of a facility.',
      phone_number: 'The caregiver’s number, as people write it.',
    }),
    answers: { 200: { description: 'A page.', schema: pageOf(schemas.ListedPatient) } },
  },
  'GET /api/v1/patients/:ref': {
    summary: 'Shows a patient with immunizations, consent, and each reminder with its reason',
    answers: { 200: { description: 'The patient.', schema: schemas.Patient } },
    problems: NO_PATIENT,
  },
  'PUT /api/v1/patients/:ref': {
    summary: 'Registers or changes a patient',
    details:
      'A field that is left out stays as it is; null empties it. A record that means another child than the one on record is refused.',
    body: { schema: patientBody, example: AMINA },
    answers: {
      200: { description: 'On record.', schema: schemas.RegisteredPatient },
      201: { description: 'The patient is new.', schema: schemas.RegisteredPatient },
    },
  },
  'DELETE /api/v1/patients/:ref': {
    summary: 'Erases a person',
    answers: { 200: { description: 'What was erased, and what stays.', schema: Erasure } },
    problems: { ...NO_PATIENT, 409: ['E_BEING_SENT'], 422: ['E_INVALID_ERASURE_REQUEST'] },
  },
  'PUT /api/v1/patients/:ref/status': {
    summary: 'Says that a child has moved away, died, or is back',
    details: 'Nothing more is sent about a child who is not active.',
    body: {
      schema: bodyOf(patientStatusValidator, {
        reason: 'Kept in the audit log, so without names.',
        replace: 'Takes back a death on record, which was a mistake.',
      }),
      example: { status: 'moved', reason: 'to Douala' },
    },
    answers: { 200: { description: 'Before and now.', schema: schemas.ChangedStatus } },
    problems: { ...NO_PATIENT, 409: ['E_STATUS_KEPT'] },
  },
  'GET /api/v1/immunizations': {
    summary: 'Lists the doses that are due on a day and have not been given',
    query: queryOf(immunizationListValidator, {
      due_on: '`YYYY-MM-DD`.',
      facility: 'The code of a facility.',
    }),
    answers: { 200: { description: 'A page.', schema: pageOf(schemas.ListedImmunization) } },
  },
  'GET /api/v1/patients/:ref/immunizations/:vaccine/:dose': {
    summary: 'Shows a dose with its reminders',
    answers: { 200: { description: 'The dose.', schema: schemas.Immunization } },
    problems: { 404: ['E_NO_SUCH_IMMUNIZATION'] },
  },
  'PUT /api/v1/patients/:ref/immunizations/:vaccine/:dose': {
    summary: 'Makes a dose, moves its date, cancels it, or records its visit',
    body: { schema: doseBody, example: { due_on: '2026-12-10' } },
    answers: {
      200: { description: 'On record.', schema: schemas.WrittenImmunization },
      201: { description: 'The dose is new.', schema: schemas.WrittenImmunization },
    },
    problems: NO_PATIENT,
  },
  'POST /api/v1/patients/:ref/immunizations/:vaccine/:dose/visits': {
    summary: 'Records that a dose was given',
    details: 'A visit on record keeps its date.',
    body: { schema: visitBody([]), example: { administered_on: '2026-03-10' } },
    answers: {
      200: { description: 'It was on record.', schema: schemas.Visit },
      201: { description: 'Recorded.', schema: schemas.Visit },
    },
    problems: NO_DOSE,
  },
  'POST /api/v1/patients/:ref/visits': {
    summary: 'Records that a dose was given, with the dose in the body',
    body: {
      schema: visitBody(['vaccine', 'dose']),
      example: { vaccine: 'Penta', dose: 1, administered_on: '2026-03-10' },
    },
    answers: {
      200: { description: 'It was on record.', schema: schemas.Visit },
      201: { description: 'Recorded.', schema: schemas.Visit },
    },
    problems: NO_DOSE,
  },
  'PUT /api/v1/batches': {
    summary: 'Registers up to 1,000 records in one request',
    details: 'A record that is rejected does not stop the others.',
    body: {
      schema: anyOfForms(recordBody, 'records'),
      example: {
        records: [
          { patient_ref: 'P-1', ...AMINA, vaccine: 'Penta', dose: '1', due_on: '2026-12-10' },
          { patient_ref: 'P-2', ...AMINA, first_name: 'Awa' },
        ],
      },
    },
    answers: { 200: { description: 'What became of each.', schema: schemas.RegisteredRecords } },
  },
}
