import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import Patient from '#models/patient'
import { FindByName } from '#records/find_by_name'
import { RegisterRecords } from '#records/register_records'
import { writeNames } from '#registry/write_names'
import { aFacility, aPatient } from '#tests/helpers/arrange'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import { countTable, listeningClient, planOf } from '#tests/helpers/query_plans'

const PAGE = { after: null, take: 26 }

async function namesFoundBy(name: string): Promise<string[]> {
  const find = await app.container.make(FindByName)
  const found = await find.run({ name, ...PAGE })
  return found.map(({ first_name: first, last_name: last }) => `${first} ${last}`)
}

/** Registered as another program does it. */
async function registered(records: Record<string, string>[]): Promise<void> {
  const register = await app.container.make(RegisterRecords)
  const { results } = await register.run({
    records: records.map((record) => ({ facility: 'CSI', caregiver_phone: null, ...record })),
    actor: 'token:1',
  })
  for (const { outcome, faults } of results)
    if (outcome === 'rejected') throw new Error(JSON.stringify(faults))
}

test.group('Children found by name', (group) => {
  withCleanDatabase(group)

  test('have names that begin so, whatever the accents, the case and the order', async ({
    assert,
  }) => {
    await registered([
      { patient_ref: 'P-1', first_name: 'Élodie', last_name: 'Ngo Bassong' },
      { patient_ref: 'P-2', first_name: 'Jean-Emmanuel', last_name: "N'Gué" },
      { patient_ref: 'P-3', first_name: 'Awa', last_name: 'Ngono' },
      { patient_ref: 'P-4', first_name: 'Ngo', last_name: 'Ngono' },
    ])
    const elodie = ['Élodie Ngo Bassong']
    for (const name of ['elodie', 'ÉLODIE NGO', 'Ngo Bassong', 'ngobas', 'bass', 'bassong élo'])
      assert.deepEqual(await namesFoundBy(name), elodie, name)
    for (const name of ["n'gué", 'N’Gue', 'ngue', 'emmanuel', 'jean emm', 'gué jean'])
      assert.deepEqual(await namesFoundBy(name), ["Jean-Emmanuel N'Gué"], name)
    const ngo = ['Élodie Ngo Bassong', 'Ngo Ngono', 'Awa Ngono']
    assert.deepEqual(await namesFoundBy('ngo'), ngo)
    for (const name of ['odie', 'awa bassong', '', '…', '%', '_'])
      assert.deepEqual(await namesFoundBy(name), [], name)
  })

  test('are found by the name that they have now', async ({ assert }) => {
    const record = { patient_ref: 'P-1', birth_date: '2026-01-05', last_name: 'Ngo' }
    await registered([{ ...record, first_name: 'Awa' }])
    await registered([{ ...record, first_name: 'Eva' }])
    assert.deepEqual(await namesFoundBy('awa'), [])
    assert.deepEqual(await namesFoundBy('eva'), ['Eva Ngo'])
    await Patient.query().delete()
    assert.equal(await countOf('patient_names'), 0)
  })

  test('are listed page by page, each once', async ({ assert }) => {
    const find = await app.container.make(FindByName)
    const { id: facilityId } = await aFacility()
    for (let n = 0; n < 7; n++)
      await aPatient({ firstName: 'Ngo', lastName: n % 2 ? 'Ngono' : 'Eva', facilityId })
    const seen: number[] = []
    for (let after: number | null = null; ;) {
      const page = await find.run({ name: 'ngo', after, take: 2 })
      if (page.length === 0) break
      seen.push(...page.map(({ id }) => id))
      after = page.at(-1)!.id
    }
    assert.lengthOf(seen, 7)
    assert.lengthOf(new Set(seen), 7)
  })

  test('are looked up along an index, however many there are', async ({ assert }) => {
    const { id: facilityId } = await aFacility()
    const patient = await aPatient({ firstName: 'Awa', lastName: 'Ngo Bassong', facilityId })
    const names = ['Amina', 'Bello', 'Chantal', 'Didier', 'Eva']
    const rows = Array.from({ length: 3_000 }, (_, n) => ({
      id: patient.id + 1 + n,
      first_name: `${names[n % 5]}${n}`,
      last_name: 'Ngo',
      external_ref: `R-${n}`,
      facility_id: facilityId,
      status: 'active',
      created_at: '2026-03-10 09:00:00',
      updated_at: '2026-03-10 09:00:00',
    }))
    for (let start = 0; start < rows.length; start += 500)
      await db.table('patients').multiInsert(rows.slice(start, start + 500))
    await writeNames(db.connection(), rows)
    for (const table of ['patients', 'patient_names', 'facilities']) await countTable(table)

    const { client, statements } = listeningClient()
    const find = new FindByName({ connection: () => client } as any)
    assert.lengthOf(await find.run({ name: 'ngo bassong', ...PAGE }), 1)
    assert.include(statements[1].bindings.from0, 'bassong')
    const [first] = await find.run({ name: 'ngo', after: null, take: 1 })
    assert.lengthOf(await find.run({ name: 'ngo', after: first.id, take: 26 }), 26)
    for (const statement of statements) {
      const plan = await planOf(statement, { counted: true })
      assert.notMatch(plan, /SCAN (?!c\d)|Seq Scan|TEMP B-TREE FOR ORDER|Sort/, plan)
      assert.match(plan, /patient_names_by_letters|patient_names_pkey|sqlite_autoindex/)
    }
  })
})
