import type { patientAsJson } from '#app/api/patient_as_json'
import type {
  batchAsJson,
  doseAsJson,
  listedImmunizationAsJson,
  listedPatientAsJson,
  messageAsJson,
  recordResultAsJson,
  remindersAsJson,
} from '#app/api/record_as_json'
import {
  Component,
  date,
  instant,
  integer,
  listOf,
  object,
  oneOf,
  orNull,
  text,
  type Schema,
} from '#openapi/schema'
import { MessageState, PHONE_NUMBER, Reason } from '#openapi/schemas/common'
import { PATIENT_STATUSES } from '#records/change_status'

export const PATIENT_STATUS = oneOf(PATIENT_STATUSES)

const REF = text('The reference that the registering system gave the patient.')

export const NamedReminder = new Component(
  'NamedReminder',
  object<ReturnType<typeof messageAsJson>>({
    id: integer(),
    type: text('The rule, such as `7_day_reminder`.'),
    status: MessageState,
    reason: orNull(Reason),
    vaccine: text(),
    dose: text(),
    due_on: orNull(date()),
    scheduled_at: instant(),
  })
)

const REMINDERS = listOf(NamedReminder, 'Reminders that it planned, suppressed or called off.')

export const ReminderCounts = new Component(
  'ReminderCounts',
  object<ReturnType<typeof remindersAsJson>>(
    {
      planned: integer(),
      suppressed: integer(),
      cancelled: integer(),
      rescheduled: integer(),
      reopened: integer(),
    },
    { description: 'What became of reminders.' }
  )
)

const OUTCOME = oneOf(['created', 'updated', 'unchanged', 'rejected'])

const FAULTS = listOf(
  object<{ field: string; message: string }>({ field: text(), message: text() }),
  'Of a rejected record: what is wrong, at most ten faults.'
)

type Result = ReturnType<typeof recordResultAsJson>

const RESULT = {
  patient_ref: orNull(REF),
  outcome: OUTCOME,
  errors: FAULTS,
  in_force: listOf(text(), 'What a rejected record protects all the same, in words.'),
  messages: REMINDERS,
}

export const RegisteredPatient = new Component(
  'RegisteredPatient',
  object<Omit<Result, 'errors' | 'in_force'> & { reminders: unknown }>({
    patient_ref: REF,
    outcome: OUTCOME,
    messages: REMINDERS,
    reminders: ReminderCounts,
  })
)

type Registered = ReturnType<typeof batchAsJson>

export const RegisteredRecords = new Component(
  'RegisteredRecords',
  object<Registered>({
    data: listOf(
      object<Registered['data'][number]>(
        { record: integer('Its place in the request, from 1.'), ...RESULT },
        { optional: ['errors', 'in_force'] }
      )
    ),
    meta: object<Registered['meta']>({
      outcomes: object<Registered['meta']['outcomes']>({
        created: integer(),
        updated: integer(),
        unchanged: integer(),
        rejected: integer(),
      }),
      reminders: ReminderCounts,
    }),
  })
)

export const ListedPatient = new Component(
  'ListedPatient',
  object<ReturnType<ReturnType<typeof listedPatientAsJson>>>({
    id: integer(),
    patient_ref: REF,
    first_name: text(),
    last_name: orNull(text()),
    birth_date: orNull(date()),
    caregiver_phone: orNull(PHONE_NUMBER),
    language: orNull(text('Null: that of the facility.')),
    facility: text('The code.'),
    status: PATIENT_STATUS,
    updated_at: instant(),
  })
)

export const ListedImmunization = new Component(
  'ListedImmunization',
  object<ReturnType<typeof listedImmunizationAsJson>>({
    id: integer(),
    patient_ref: REF,
    patient_status: PATIENT_STATUS,
    facility: text('The code.'),
    vaccine: text(),
    dose: text(),
    due_on: date(),
    administered_on: orNull(date()),
    updated_at: instant(),
  })
)

const DOSE = {
  vaccine: text(),
  dose: text(),
  due_on: date(),
  administered_on: orNull(date('When it was given.')),
  cancelled_at: orNull(instant('Since when it is not due any more, although it was not given.')),
} satisfies Record<string, Schema>

type Dose = ReturnType<typeof doseAsJson> & { patient_ref: string; messages: unknown }

const DOSE_ON_RECORD = {
  patient_ref: REF,
  ...DOSE,
  updated_at: instant(),
  messages: REMINDERS,
}

export const Immunization = new Component(
  'Immunization',
  object<Dose>({ ...DOSE_ON_RECORD, messages: listOf(NamedReminder, 'All that have a row.') })
)

export const WrittenImmunization = new Component(
  'WrittenImmunization',
  object<Dose & { outcome: string }>({
    outcome: oneOf(['created', 'updated', 'unchanged']),
    ...DOSE_ON_RECORD,
  })
)

export const Visit = new Component(
  'Visit',
  object<Dose & { outcome: string }>({
    outcome: oneOf(['recorded', 'unchanged']),
    ...DOSE_ON_RECORD,
  })
)

interface Status {
  patient_ref: string
  outcome: string
  before: string
  status: string
  messages: unknown
}

export const ChangedStatus = new Component(
  'ChangedStatus',
  object<Status>({
    patient_ref: REF,
    outcome: oneOf(['changed', 'unchanged']),
    before: PATIENT_STATUS,
    status: PATIENT_STATUS,
    messages: REMINDERS,
  })
)

type Shown = ReturnType<typeof patientAsJson>

const PatientReminder = new Component(
  'PatientReminder',
  object<Shown['reminders'][number]>({
    id: orNull(integer('The message; null if it has no row.')),
    type: text(),
    vaccine: text(),
    dose: text(),
    due_on: date(),
    at: instant('When it is due, or was.'),
    status: { anyOf: [MessageState, { const: 'not_planned' }] },
    reason: orNull(
      text('As of a message; without a row: `given`, `cancelled`, `past`, `not_yet`, `missing`.')
    ),
    why: text('In a sentence; times in `timezone`.'),
    advice: orNull(text()),
  })
)

export const Patient = new Component(
  'Patient',
  object<Shown>({
    id: integer(),
    patient_ref: REF,
    first_name: text(),
    last_name: orNull(text()),
    birth_date: orNull(date()),
    caregiver_phone: orNull(PHONE_NUMBER),
    language: text(),
    facility: text('The code.'),
    facility_name: text(),
    timezone: text('Of the facility.'),
    status: PATIENT_STATUS,
    consent: orNull(
      object<NonNullable<Shown['consent']>>({
        status: oneOf(['opted_in', 'opted_out']),
        since: instant(),
      })
    ),
    refusal: orNull(text('Why nothing may be sent to the number.')),
    immunizations: listOf(object<Shown['immunizations'][number]>(DOSE), 'By due date.'),
    reminders: listOf(PatientReminder, 'Each with its reason, planned or not.'),
    next: text('What the caregiver hears next, or why nothing.'),
  })
)
