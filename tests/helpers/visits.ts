import type { DateTime } from 'luxon'
import type Patient from '#models/patient'
import SmsMessage from '#models/sms_message'
import { aMessage, anImmunization, aPatient, PHONE } from '#tests/helpers/arrange'
import { now } from '#tests/helpers/test_clock'

interface Visit {
  child?: Patient
  vaccines: string[]
  type?: string
  dueOn?: string
  scheduledAt?: DateTime
  expiresAt?: DateTime
  priority?: number
}

/** The reminders of one child's visit, due now unless told otherwise, to be rendered by template. */
export async function aVisit({
  child,
  vaccines,
  type = '1_day_reminder',
  dueOn = '2026-03-11',
  ...values
}: Visit): Promise<SmsMessage[]> {
  const { id: patientId, caregiverPhone: phoneNumber } =
    child ?? (await aPatient({ caregiverPhone: PHONE }))
  const reminders: SmsMessage[] = []
  for (const vaccine of vaccines) {
    const { id: immunizationId } = await anImmunization({ patientId, vaccine, dueOn })
    reminders.push(
      await aMessage({
        messageType: type,
        source: 'reminder',
        body: null,
        patientId,
        immunizationId,
        phoneNumber,
        dueOn,
        expiresAt: now.plus({ days: 1, hours: 10 }),
        ...values,
      })
    )
  }
  return reminders
}

/** Their states and reasons, in order: `sent`, `pending reminded_today`. */
export async function statesOf(reminders: SmsMessage[]): Promise<string[]> {
  const rows = await SmsMessage.query()
    .whereIn(
      'id',
      reminders.map(({ id }) => id)
    )
    .orderBy('id')
  return rows.map(({ status, reason }) => [status, reason].filter(Boolean).join(' '))
}
