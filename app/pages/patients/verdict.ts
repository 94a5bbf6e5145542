import type { ShownPatient } from '#desk/show_patient'
import { MessageStatuses } from '#messages/message_status'
import type { Reader } from '#app/pages/reader'

/** The states in which a reminder did not reach the family, or never will. */
export const MISSED: readonly string[] = [
  MessageStatuses.suppressed,
  MessageStatuses.failed,
  MessageStatuses.dead_letter,
  MessageStatuses.undelivered,
  MessageStatuses.unknown,
  MessageStatuses.expired,
]

/** Whether the family hears of everything, in one sentence; else what stands most in the way. */
export function verdictOf(reader: Reader, shown: ShownPatient): string {
  const { patient, reminders } = shown
  const name = patient.first_name || patient.last_name
  const say = (key: string, data: Record<string, unknown> = {}) =>
    reader.t(`patient.verdicts.${key}`, { name, ...data })
  if (STOPPED.includes(patient.status)) return say(patient.status)
  if (patient.caregiver_phone === null) return say('no_phone')
  if (shown.refusal === 'no_consent') return say('no_consent')
  if (shown.refusal !== null) {
    const day = dayOfRefusal(reader, shown)
    return day === null ? say('opted_out_undated') : say('opted_out', { day })
  }
  const count = reminders.filter(({ status }) => MISSED.includes(status)).length
  if (count > 0) return say('missed', { count })
  return say(reminders.some(({ id }) => id !== null) ? 'all' : 'nothing_yet')
}

const STOPPED = ['moved', 'died', 'other', 'erased']

/** When the number said no; null where that was erased with its data. */
export function dayOfRefusal(reader: Reader, { consent, timezone }: ShownPatient): string | null {
  const stored = consent?.consent
  return stored ? reader.longDay(stored.saidAt ?? stored.since, timezone) : null
}
