import type { Changed } from '#records/change_record'
import type { PhoneChange } from '#records/change_phone'
import type { ShownPatient } from '#desk/show_patient'
import { MessageStatuses } from '#messages/message_status'
import { changePage, confirmPage, countOf, type ChangeFaults } from './change_page.js'
import type { Reader } from '#app/pages/reader'
import { maskPhoneNumber } from '#values/mask_phone_number'
import { spacedNumber } from '#values/spaced_number'

/** Asks for the family's number. */
export function phonePage(reader: Reader, shown: ShownPatient, faults?: ChangeFaults) {
  const { caregiver_phone: number } = shown.patient
  const masked = number === null ? null : maskPhoneNumber(number)
  return {
    ...changePage(reader, shown, { change: 'phone', key: number === null ? 'phone_new' : 'phone' }),
    numberHint: masked === null ? '' : reader.t('patient.ask.number_hint', { number: masked }),
    faults,
  }
}

interface PhonePreview {
  number: string
  changed: Changed<PhoneChange>
  /** Why nothing may be sent to the new number; null if it may. */
  refusal: string | null
}

/** What another number would change. */
export function phoneConfirmPage(reader: Reader, shown: ShownPatient, preview: PhonePreview) {
  const { number, changed, refusal } = preview
  const { t } = reader
  const isLeaving = shown.reminders.some(({ status }) => status === MessageStatuses.sending)
  return {
    ...confirmPage(reader, shown, { change: 'phone', data: { number: spacedNumber(number) } }),
    lines: [
      t('patient.effects.phone', { count: followersOf(changed) }),
      ...(isLeaving ? [t('patient.effects.leaving')] : []),
      t('patient.effects.phone_consent'),
    ],
    warning: refusal === null ? null : t(`patient.effects.phone_${refusal}`),
  }
}

/** Planned reminders that go to the new number. */
export function followersOf({ messages }: Changed<PhoneChange>): number {
  return countOf(messages, MessageStatuses.pending)
}
