import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { ListImmunizations } from '#records/list_immunizations'
import { ListPatients } from '#records/list_patients'
import { aFacility, anImmunization, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { countTable, listeningClient, plansOf } from '#tests/helpers/query_plans'

const PAGE = { after: null, take: 51 }

test.group('What lists of records cost', (group) => {
  withCleanDatabase(group)

  test('is a page, along an index, however many there are', async ({ assert }) => {
    const [large, small] = [await aFacility(), await aFacility({ code: 'small' })]
    const now = '2026-03-10 09:00:00'
    const rows = Array.from({ length: 3_000 }, (_, place) => ({
      external_ref: `R-${place}`,
      first_name: 'Amina',
      last_name: 'Ngo',
      caregiver_phone: `+23769${place}`,
      facility_id: place % 300 === 0 ? small.id : large.id,
      status: place % 500 === 0 ? 'moved' : 'active',
      created_at: now,
      updated_at: now,
    }))
    for (let start = 0; start < rows.length; start += 500)
      await db.table('patients').multiInsert(rows.slice(start, start + 500))
    const patient = await aPatient({ facilityId: small.id })
    await anImmunization({ patientId: patient.id })
    await countTable('patients')
    await countTable('immunizations')

    const { client, statements } = listeningClient()
    const connection = { connection: () => client } as any
    const patients = new ListPatients(connection)
    assert.lengthOf(await patients.run(PAGE), 51)
    assert.lengthOf(await patients.run({ ...PAGE, facility: 'small' }), 11)
    assert.lengthOf(await patients.run({ ...PAGE, status: 'moved' }), 6)
    assert.lengthOf(await patients.run({ ...PAGE, phoneNumber: '+23769700' }), 1)
    const due = new ListImmunizations(connection)
    assert.lengthOf(await due.run({ ...PAGE, dueOn: '2026-03-10', facility: 'small' }), 1)

    const plans = await plansOf(statements)
    for (const plan of plans) assert.notMatch(plan, /SCAN p\b|Seq Scan on patients/)
    assert.match(plans[1], /patients_of_facility/)
    assert.match(plans[2], /patients_inactive/)
    assert.match(plans[3], /caregiver_phone/)
  })
})
