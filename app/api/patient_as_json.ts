import type { ReminderOfPatient } from '#desk/reminders_of_patient'
import type { ShownPatient } from '#desk/show_patient'
import { isoOfSqlInstant } from '#storage/instants'

/** A patient with all that is known; the number is masked or not as it comes. */
export function patientAsJson({ patient, ...shown }: ShownPatient) {
  const { ref, facility_name: facilityName, ...person } = patient
  const { consent } = shown
  return {
    ...person,
    patient_ref: ref,
    facility_name: facilityName,
    timezone: shown.timezone,
    consent: consent?.consent
      ? { status: consent.consent.status, since: isoOfSqlInstant(consent.consent.since) }
      : null,
    /** Why nothing may be sent to the number; null if it may. */
    refusal: shown.refusal,
    immunizations: shown.visits.map(({ cancelled_at: cancelledAt, ...visit }) => ({
      ...visit,
      cancelled_at: cancelledAt && isoOfSqlInstant(cancelledAt),
    })),
    reminders: shown.reminders.map(reminderAsJson),
    next: shown.next,
  }
}

function reminderAsJson({ id, type, vaccine, dose, dueOn, at, ...reminder }: ReminderOfPatient) {
  const { status, reason, why, advice } = reminder
  return {
    id,
    type,
    vaccine,
    dose,
    due_on: dueOn,
    at: isoOfSqlInstant(at),
    status,
    reason,
    why,
    advice,
  }
}
