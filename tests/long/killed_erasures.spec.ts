import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import Patient from '#models/patient'
import { anImmunization, aPatient, PHONE } from '#tests/helpers/arrange'
import { cleanDatabase, withCleanDatabase, countOf } from '#tests/helpers/database'
import { dyingDatabase } from '#tests/helpers/dying_database'
import { whereStored } from '#tests/helpers/everything_stored'
import { aConsent } from '#tests/helpers/consents'
import { anErasureOffice, anImportWithRejectedRows } from '#tests/helpers/erasure'
import { aReplyRow } from '#tests/helpers/inbound_rows'
import {
  aMessageOf,
  FIRST_NAME,
  FORMER_PHONE,
  LAST_NAME,
  REF,
  TRACES,
} from '#tests/helpers/person_with_everything'

const SMALL_BATCHES = { cleanup: { batchSize: 2 } }

/** Enough to need every step: pages of messages, a former number, a no, a reply, a rejected file. */
async function aSmallPerson(consent: 'opted_in' | 'opted_out') {
  const values = { externalRef: REF, firstName: FIRST_NAME, lastName: LAST_NAME }
  const patient = await aPatient({ ...values, caregiverPhone: PHONE })
  const { id: immunizationId } = await anImmunization({ patientId: patient.id })
  await aMessageOf(patient, { immunizationId })
  await aMessageOf(patient)
  for (let n = 0; n < 3; n++) await aMessageOf(patient, { status: 'delivered' }, n)
  await aMessageOf(patient, { status: 'sent', phoneNumber: FORMER_PHONE }, 4)
  await aConsent(PHONE, consent)
  await aConsent(FORMER_PHONE, 'opted_out')
  await aReplyRow()
  return anImportWithRejectedRows()
}

test.group('An erasure that is killed', (group) => {
  withCleanDatabase(group)

  for (const kind of ['erasePatient', 'eraseNumber'] as const) {
    test(`before any statement of ${kind}: asked again, all of it is done`, async ({ assert }) => {
      for (let statement = 1; ; statement++) {
        await cleanDatabase()
        const { rejectedFile } = await aSmallPerson('opted_out')
        const victim = dyingDatabase(db, statement)
        const dying = await anErasureOffice({ ...SMALL_BATCHES, db: victim.db })
        const outcome = await dying[kind]().catch((error) => error.message)
        if (!victim.wasKilled()) return
        assert.equal(outcome, 'killed', `statement ${statement}`)

        const next = await anErasureOffice(SMALL_BATCHES)
        await next[kind]()
        const traces = kind === 'erasePatient' ? TRACES : ['77123456']
        assert.deepEqual(await whereStored(traces), [], `statement ${statement}`)
        assert.notInclude(await readFile(rejectedFile, 'utf8'), '77123456')
        const refusals = kind === 'erasePatient' ? 2 : 1
        assert.equal(await countOf('erased_opt_outs'), refusals, `statement ${statement}`)
        const erasures = db.from('audit_events').where('action', 'person_erased')
        assert.lengthOf(await erasures, 1, `statement ${statement}`)
      }
    })
  }

  test('sends nothing more to the person from its first commit on', async ({ assert }) => {
    let marked = 0
    for (let statement = 1; ; statement++) {
      await cleanDatabase()
      await aSmallPerson('opted_in')
      const victim = dyingDatabase(db, statement)
      const dying = await anErasureOffice({ ...SMALL_BATCHES, db: victim.db })
      await dying.erasePatient().catch(() => undefined)
      if (!victim.wasKilled()) break

      const patient = await Patient.findBy('external_ref', REF)
      const { sweep, gateway } = await anErasureOffice()
      await sweep.run()
      gateway.assertSentCount(patient?.status === 'active' ? 1 : 0)
      if (patient?.status === 'erased') marked += 1
    }
    assert.isAbove(marked, 10)
  })
})
