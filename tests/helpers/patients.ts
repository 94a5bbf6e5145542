import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import type Patient from '#models/patient'
import SmsMessage from '#models/sms_message'
import { ReconcileReminders } from '#reminders/reconcile_reminders'
import { aFacility, anImmunization, aPatient, PHONE } from '#tests/helpers/arrange'
import type { WalkedPage, Walker } from '#tests/helpers/walker'

/** A child with a planned reminder, and the page of the child. */
export async function aChild(
  values: Parameters<typeof aPatient>[0] = {}
): Promise<{ patient: Patient; message: SmsMessage; path: string }> {
  const { id: facilityId } = await aFacility({ name: 'CSI Briqueterie' })
  const patient = await aPatient({
    firstName: 'Mariama',
    lastName: 'Hamadou',
    caregiverPhone: PHONE,
    facilityId,
    ...values,
  })
  const message = await aPlannedReminder(patient)
  return { patient, message, path: `/patients/${patient.externalRef}` }
}

/** The first reminder of a visit, which leaves tomorrow. */
async function aPlannedReminder({ id: patientId }: Patient): Promise<SmsMessage> {
  const dueOn = DateTime.utc().plus({ days: 8 }).toISODate()
  const { id: immunizationId } = await anImmunization({ patientId, vaccine: 'Penta', dueOn })
  const reminders = await app.container.make(ReconcileReminders)
  await reminders.forImmunizations(db.connection(), [immunizationId])
  return SmsMessage.findByOrFail({ immunizationId, messageType: '7_day_reminder' })
}

/** What the form of a page expects still to be the case. */
export function expectedBy({ html }: WalkedPage): string {
  const [, expected] = /name="expected" value="([^"]+)"/.exec(html)!
  return expected
}

/** Fills in the form of a change, and looks at what would happen. */
export async function askFor(
  visitor: Walker,
  path: string,
  fields: Record<string, string>
): Promise<{ question: WalkedPage; confirm: () => Promise<WalkedPage> }> {
  const expected = expectedBy(await visitor.get(path))
  const [action] = path.split('?')
  const question = await visitor.post(action, { ...fields, expected })
  return {
    question,
    confirm: () => visitor.post(action, { ...fields, expected, do: 'confirm' }),
  }
}
