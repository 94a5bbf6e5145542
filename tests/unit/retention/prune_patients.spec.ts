import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { InvalidSmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { CleanUp } from '#retention/clean_up'
import { ErasedOptOuts } from '#consents/erased_opt_outs'
import { countOldPatients, pageOfOldPatients, patientLimits } from '#retention/deletable_patients'
import { BEFORE_ALL } from '#retention/position'
import Patient from '#models/patient'
import { aMessage, anImmunization, aPatient, PHONE } from '#tests/helpers/arrange'
import { aConsent } from '#tests/helpers/consents'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { listeningClient, planOf } from '#tests/helpers/query_plans'
import { settingsWith } from '#tests/helpers/settings'
import { ago, now, TEST_NOW } from '#tests/helpers/test_clock'

const DAYS = 1_000
const OLD = ago({ days: DAYS + 1 })

async function cleanup(patientRetentionDays: number | null = DAYS, batchSize = 1_000) {
  return make(CleanUp, new FrozenClock(TEST_NOW), { cleanup: { patientRetentionDays, batchSize } })
}

const dayAgo = (days: number) => now.minus({ days }).toISODate()

/** A patient whose only dose was given long ago; neither has changed since. */
async function anOldPatient(values: Parameters<typeof aPatient>[0] = {}, dose = {}) {
  const patient = await aPatient(values)
  const due = { dueOn: dayAgo(DAYS + 20), administeredOn: dayAgo(DAYS + 10), ...dose }
  const { id } = await anImmunization({ patientId: patient.id, ...due })
  await db.from('patients').where('id', patient.id).update({ updated_at: OLD })
  await db.from('immunizations').where('id', id).update({ updated_at: OLD })
  return patient
}

test.group('Retention of patients', (group) => {
  withCleanDatabase(group)

  test('deletes those with nothing planned, open or recent, and their doses', async ({
    assert,
  }) => {
    await anOldPatient()
    await anOldPatient({}, { administeredOn: null })
    const kept = [
      await anOldPatient({}, { dueOn: dayAgo(-300), administeredOn: null }),
      await anOldPatient({}, { dueOn: dayAgo(DAYS - 1), administeredOn: null }),
      await anOldPatient({}, { administeredOn: dayAgo(DAYS - 1) }),
      await aPatient(),
    ]
    for (const status of ['pending', 'unknown', 'dead_letter'] as const) {
      const patient = await anOldPatient()
      await aMessage({ patientId: patient.id, status })
      kept.push(patient)
    }
    const changedDose = await anOldPatient()
    await db
      .from('immunizations')
      .where('patient_id', changedDose.id)
      .update({ updated_at: ago({ days: 1 }) })
    kept.push(changedDose)

    assert.include(await (await cleanup()).run({ dryRun: true }), { patients: 2 })
    assert.equal(await countOf('patients'), 10, 'a dry run changes nothing')
    assert.include(await (await cleanup()).run(), { patients: 2, complete: true })
    const left = await Patient.query().orderBy('id')
    assert.deepEqual(
      left.map(({ id }) => Number(id)),
      kept.map(({ id }) => Number(id)).sort((a, b) => a - b)
    )
    assert.equal(await countOf('immunizations'), 7)
    assert.include(await (await cleanup()).run(), { patients: 0 })
  })

  test('keeps a refusal as a hash, and the consent of a number that others have', async ({
    assert,
  }) => {
    await anOldPatient({ caregiverPhone: PHONE })
    await anOldPatient({ caregiverPhone: '+237677000001' })
    await anOldPatient({ caregiverPhone: '+237677000002' })
    await aPatient({ caregiverPhone: '+237677000002' })
    await aConsent(PHONE, 'opted_out')
    await aConsent('+237677000001', 'opted_in')
    await aConsent('+237677000002', 'opted_out')

    assert.include(await (await cleanup()).run(), { patients: 3, optOutsKept: 1 })
    const optOuts = await make(ErasedOptOuts)
    assert.deepEqual([...(await optOuts.among(db.connection(), [PHONE, '+237677000001']))], [PHONE])
    const consents = await db.from('sms_consents').select('phone_number')
    assert.deepEqual(
      consents.map((row) => row.phone_number),
      ['+237677000002']
    )
  })

  test('works in batches, can be ended between two, and goes on', async ({ assert }) => {
    for (let n = 0; n < 7; n++) await anOldPatient()
    const stop = new AbortController()
    const onProgress = ({ patients }: { patients: number }) => patients > 0 && stop.abort()
    const run = await (await cleanup(DAYS, 3)).run({ signal: stop.signal, onProgress })
    assert.include(run, { patients: 3, complete: false })
    assert.include(await (await cleanup(DAYS, 3)).run(), { patients: 4, complete: true })
  })

  test('deletes nobody if switched off; the shipped time is years', async ({ assert }) => {
    await anOldPatient()
    assert.include(await (await cleanup(null)).run(), { patients: 0, complete: true })
    assert.include(await (await make(CleanUp)).run(), { patients: 0 })
    assert.throws(
      () => settingsWith({ cleanup: { patientRetentionDays: 30 } }),
      InvalidSmsSchedulerConfig
    )
  })

  test('walks the patients by age', async ({ assert }) => {
    const { client, statements } = listeningClient()
    const limits = patientLimits(now, DAYS)
    await pageOfOldPatients(client, limits, { position: BEFORE_ALL, limit: 10 })
    await countOldPatients(client, limits)
    for (const statement of statements) {
      const plan = await planOf(statement)
      assert.include(plan, 'patients_by_age')
      assert.include(plan, 'sms_messages_of_patient')
      assert.notMatch(plan, /SCAN|Seq Scan/)
    }
  })
})
