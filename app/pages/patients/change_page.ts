import { patientHref } from '#app/pages/messages/message_page'
import type { Reader } from '#app/pages/reader'
import type { ShownPatient } from '#desk/show_patient'
import type { MessageStatus } from '#messages/message_status'
import { changeHref, type PatientChange } from './change_href.js'

/** What is wrong, by field, and what was given. */
export interface ChangeFaults {
  errors: Record<string, string>
  given: Record<string, string>
}

interface Question {
  change: PatientChange
  /** The key of its words in `patient.ask`; else the change itself. */
  key?: string
  data?: Record<string, string>
}

/** A form about one patient. */
export function changePage(reader: Reader, { patient }: ShownPatient, question: Question) {
  const { change, key = change, data = {} } = question
  const name = patient.first_name || patient.last_name
  const words = (end: string) => reader.t(`patient.ask.${key}${end}`, { name, ...data })
  return {
    change,
    small: `${patient.first_name} ${patient.last_name}, ${patient.ref}`,
    href: changeHref(patient.ref, change),
    back: patientHref(patient.ref),
    title: words(''),
    text: words('_text'),
    yes: words('_yes'),
    no: words('_no'),
  }
}

/** The question before it is done. */
export function confirmPage(reader: Reader, shown: ShownPatient, question: Question) {
  const { change, key = change } = question
  return changePage(reader, shown, { ...question, key: `${key}_confirm` })
}

/** A change needs a reason. */
export function faultOfReason(reader: Reader, reason: string | undefined): Record<string, string> {
  return reason === undefined ? { reason: reader.t('patient.faults.reason_missing') } : {}
}

/** How many reminders would be in this state. */
export function countOf(messages: readonly { status: string }[], status: MessageStatus): number {
  return messages.filter((message) => message.status === status).length
}
