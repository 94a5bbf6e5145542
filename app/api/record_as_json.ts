import type { DoseOnRecord } from '#records/dose_of_patient'
import type { ListedImmunization } from '#records/list_immunizations'
import type { ListedPatient } from '#records/list_patients'
import type { NamedMessage } from '#records/named_messages'
import type { RegisteredRecords } from '#records/register_records'
import type { RecordResult } from '#records/record_result'
import type { ReconcileSummary } from '#reminders/reconcile_summary'
import { isoOfSqlInstant } from '#storage/instants'
import { maskPhoneNumber } from '#values/mask_phone_number'

/** Faults of one of many records that are named. */
const MOST_FAULTS = 10

export function recordResultAsJson({ patientRef, outcome, ...result }: RecordResult) {
  const { faults, taken, messages } = result
  return {
    patient_ref: patientRef,
    outcome,
    ...(faults.length > 0 && { errors: faults.slice(0, MOST_FAULTS) }),
    ...(taken.length > 0 && { in_force: taken }),
    messages: messages.map(messageAsJson),
  }
}

export function batchAsJson({ results, reminders }: RegisteredRecords) {
  const outcomes = { created: 0, updated: 0, unchanged: 0, rejected: 0 }
  for (const { outcome } of results) outcomes[outcome]++
  return {
    data: results.map((result) => ({ record: result.number, ...recordResultAsJson(result) })),
    meta: { outcomes, reminders: remindersAsJson(reminders) },
  }
}

export function remindersAsJson(summary: ReconcileSummary) {
  const { planned, suppressed, cancelled, rescheduled, reopened } = summary
  return { planned, suppressed, cancelled, rescheduled, reopened }
}

export function messageAsJson(message: NamedMessage) {
  const { id, message_type: type, status, reason, vaccine, dose, due_on: dueOn } = message
  return {
    id,
    type,
    status,
    reason,
    vaccine,
    dose,
    due_on: dueOn,
    scheduled_at: isoOfSqlInstant(message.scheduled_at),
  }
}

export function doseAsJson({ id: own, cancelled_at: cancelledAt, ...row }: DoseOnRecord) {
  return {
    ...row,
    cancelled_at: cancelledAt && isoOfSqlInstant(cancelledAt),
    updated_at: isoOfSqlInstant(row.updated_at),
  }
}

export function listedImmunizationAsJson(row: ListedImmunization) {
  return { ...row, updated_at: isoOfSqlInstant(row.updated_at) }
}

/** Whole numbers for those who may see them. */
export function listedPatientAsJson(seesPhones: boolean) {
  return (patient: ListedPatient) => {
    const { caregiver_phone: number } = patient
    return {
      ...patient,
      caregiver_phone: number && !seesPhones ? maskPhoneNumber(number) : number,
      updated_at: isoOfSqlInstant(patient.updated_at),
    }
  }
}
