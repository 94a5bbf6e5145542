import db from '@adonisjs/lucid/services/db'
import { ErasedOptOuts } from '#consents/erased_opt_outs'
import { RecordConsent, type ConsentRequest } from '#consents/record_consent'
import { ReconcileReminders } from '#reminders/reconcile_reminders'
import { anImmunization, aPatient } from '#tests/helpers/arrange'
import { anEngine } from '#tests/helpers/sweeps'
import { query } from '#storage/sql'

export const PHONE = '+237677123456'

/** The engine with what changes consents, all on one clock and one configuration. */
export async function aConsentOffice(parts: Parameters<typeof anEngine>[0] = {}) {
  const engine = await anEngine(parts)
  const record = await engine.resolver.make(RecordConsent)
  const say = (status: ConsentRequest['status'], request: Partial<ConsentRequest> = {}) =>
    record.run({ phoneNumber: PHONE, status, source: 'staff', actor: 'cli:tester', ...request })
  return {
    ...engine,
    record,
    optOut: (request?: Partial<ConsentRequest>) => say('opted_out', request),
    optIn: (request?: Partial<ConsentRequest>) => say('opted_in', request),
    erased: await engine.resolver.make(ErasedOptOuts),
    reconcile: await engine.resolver.make(ReconcileReminders),
  }
}

/** A child whose caregiver has that number, due on the day after tomorrow of the tests. */
export async function aChildOf(caregiverPhone: string) {
  const patient = await aPatient({ caregiverPhone })
  return anImmunization({ patientId: patient.id, dueOn: '2026-03-12' })
}

export function historyOf(phone: string) {
  return query<Record<string, unknown>>(
    db.connection(),
    `SELECT at, from_status, to_status, source, evidence, actor FROM sms_consent_events
     WHERE phone_number = :phone ORDER BY id`,
    { phone }
  )
}
