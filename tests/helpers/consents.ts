import db from '@adonisjs/lucid/services/db'
import { ErasedOptOuts } from '#consents/erased_opt_outs'
import { RecordConsent, type ConsentRequest } from '#consents/record_consent'
import { ReconcileReminders } from '#reminders/reconcile_reminders'
import { query } from '#storage/sql'
import { toSqlInstant } from '#storage/instants'
import { anImmunization, aPatient, PHONE } from '#tests/helpers/arrange'
import { anEngine, type EngineOptions } from '#tests/helpers/engine'
import { now } from '#tests/helpers/test_clock'

/** The engine with what changes consents, all on one clock and one configuration. */
export async function aConsentOffice(parts: EngineOptions = {}) {
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

/** What a number said, as a row and as an event. */
export async function aConsent(phone: string, status: 'opted_in' | 'opted_out') {
  const at = toSqlInstant(now)
  const values = { phone_number: phone, source: 'reply', evidence: 'webhook_log:1' }
  await db.table('sms_consents').insert({ ...values, status, created_at: at, updated_at: at })
  await db.table('sms_consent_events').insert({ ...values, at, to_status: status, actor: 'reply' })
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
