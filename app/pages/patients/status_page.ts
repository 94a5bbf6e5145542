import type { Changed } from '#records/change_record'
import { PATIENT_STATUSES, type StatusChange } from '#records/change_status'
import type { ShownPatient } from '#desk/show_patient'
import { MessageStatuses } from '#messages/message_status'
import { changePage, confirmPage, countOf, type ChangeFaults } from './change_page.js'
import type { Reader } from '#app/pages/reader'
import { capital } from '#app/pages/capital'

/** Asks what has become of a child. */
export function statusPage(reader: Reader, shown: ShownPatient, faults?: ChangeFaults) {
  const { status } = shown.patient
  return {
    ...changePage(reader, shown, {
      change: 'status',
      key: status === 'died' ? 'status_died' : 'status',
    }),
    options: PATIENT_STATUSES.filter((one) => one !== status).map((value) => ({
      value,
      label: capital(reader.t(`patients.statuses.${value}`)),
    })),
    faults,
  }
}

/** What another status would change. */
export function statusConfirmPage(
  reader: Reader,
  shown: ShownPatient,
  changed: Changed<StatusChange>
) {
  const { to } = changed.result
  const { t } = reader
  const isBack = to === 'active'
  const count = isBack ? comingBack(changed) : givenUp(changed)
  return {
    ...confirmPage(reader, shown, {
      change: 'status',
      key: isBack ? 'status_back' : 'status',
      data: { status: t(`patients.statuses.${to}`) },
    }),
    lines: [
      t(isBack ? 'patient.effects.status_back' : 'patient.effects.status', { count }),
      t(to === 'died' ? 'patient.effects.died' : 'patient.effects.undo'),
    ],
  }
}

/** Reminders that are planned again. */
export function comingBack({ messages }: Changed<StatusChange>): number {
  return countOf(messages, MessageStatuses.pending)
}

/** Planned reminders that do not leave. */
export function givenUp({ messages }: Changed<StatusChange>): number {
  return (
    countOf(messages, MessageStatuses.suppressed) + countOf(messages, MessageStatuses.cancelled)
  )
}
