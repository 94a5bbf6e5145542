import { patientHref } from '#app/pages/messages/message_page'

/** What a person changes of a patient, each on a page of its own. */
export type PatientChange = 'phone' | 'status' | 'consent'

export function changeHref(ref: string, change: PatientChange): string {
  return `${patientHref(ref)}/${change}`
}
