import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import router from '@adonisjs/core/services/router'
import limiter from '@adonisjs/limiter/services/main'
import { ABILITY_NAMES } from '#access/api_abilities'
import { anApiToken } from '#tests/helpers/api_tokens'
import { withCleanDatabase } from '#tests/helpers/database'

/** The description of the API is the same whatever is asked. */
const DESCRIPTION = /^\/api\/v1\/(openapi\.json|docs)/

const routes = () =>
  Object.values(router.toJSON())
    .flat()
    .filter(({ pattern }) => pattern.startsWith('/api/v1/') && !DESCRIPTION.test(pattern))
    .map(({ pattern, methods: [method] }) => ({
      method: method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete',
      path: pattern.replace(/:\w+/g, '1'),
    }))

const namesOf = ({ errors }: { errors: { field: string }[] }) => errors.map(({ field }) => field)

test.group('A field that a route does not know', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())

  test('is refused by every route, in the query and in the body', async ({ client, assert }) => {
    const token = await anApiToken(...ABILITY_NAMES)
    assert.isAbove(routes().length, 40)
    for (const { method, path } of routes()) {
      const inQuery = await client[method](`${path}?frst_name=1`).bearerToken(token)
      assert.equal(inQuery.status(), 422, `${method} ${path}: ${inQuery.text()}`)
      assert.include(namesOf(JSON.parse(inQuery.text())), 'frst_name')
      if (method === 'get') continue
      const inBody = await client[method](path).bearerToken(token).json({ frst_name: 1 })
      assert.equal(inBody.status(), 422, `${method} ${path}: ${inBody.text()}`)
      assert.include(namesOf(JSON.parse(inBody.text())), 'frst_name')
    }
  })

  test('is named with the nearest one, and with all else that is wrong', async ({
    client,
    assert,
  }) => {
    const token = await anApiToken(...ABILITY_NAMES)
    const list = await client.get('/api/v1/patients?facilty=A&limit=x').bearerToken(token)
    const { errors } = JSON.parse(list.text())
    assert.deepEqual(namesOf({ errors }), ['facilty', 'limit'])
    assert.match(errors[0].message, /did you mean facility\?/)

    const schedule = await client
      .post('/api/v1/schedules')
      .bearerToken(token)
      .json({ app_name: 'sms', runAt: '2099-01-01', run_att: '2099-01-01', max_runs: 0 })
    const faults = JSON.parse(schedule.text()).errors
    assert.includeMembers(namesOf({ errors: faults }), [
      'runAt',
      'run_att',
      'payload',
      'kind',
      'max_runs',
    ])
    assert.match(faults[1].message, /did you mean run_at\?/)
    assert.isEmpty(await db.from('schedules'))

    const patient = await client
      .put('/api/v1/patients/P-1')
      .bearerToken(token)
      .json({ frst_name: 'Awa', replace: 'yes', facility: 'A', caregiver_phone: '12' })
    const named = JSON.parse(patient.text()).errors
    assert.sameMembers(namesOf({ errors: named }), [
      'replace',
      'frst_name',
      'first_name',
      'caregiver_phone',
    ])
    assert.match(named[0].message, /true or false/)
    const batch = await client
      .put('/api/v1/batches')
      .bearerToken(token)
      .json({ record: [], replace: 'yes' })
    assert.sameMembers(namesOf(JSON.parse(batch.text())), ['record', 'replace', 'records'])
  })

  test('may not be there twice, nor be a name that no object has', async ({ assert }) => {
    const token = await anApiToken(...ABILITY_NAMES)
    const send = async (method: string, path: string, body: string) => {
      const answer = await fetch(`http://${process.env.HOST}:${process.env.PORT}/api/v1${path}`, {
        method,
        body,
        headers: { 'authorization': `Bearer ${token}`, 'content-type': 'application/json' },
      })
      return { status: answer.status, code: JSON.parse(await answer.text()).code }
    }
    for (const [method, path, record] of [
      ['PUT', '/patients/P-1', '{"consent":"no","consent":"yes"}'],
      ['PUT', '/patients/P-1', '{"consent":"no","\\u0063onsent":"yes"}'],
      ['PUT', '/patients/P-1', '{"__proto__":{"consent":"yes"}}'],
      ['PUT', '/batches', '[{"patient_ref":"a"},{"patient_ref":"b","patient_ref":"c"}]'],
      ['POST', '/schedules', '{"payload":{"message":"a","message":"b"}}'],
    ])
      assert.deepEqual(await send(method, path, record), { status: 400, code: 'E_REPEATED_FIELD' })
    const own = await send('POST', '/jobs', '{"jobs":[{"__proto__":{"appName":"sms"}}]}')
    assert.equal(own.status, 200)
    assert.isEmpty(await db.from('schedules'))
  })

  test('is not found in a part of the path that is too long for any', async ({ client }) => {
    const token = await anApiToken(...ABILITY_NAMES)
    for (const path of ['patients', 'facilities', 'jobs'])
      (await client.get(`/api/v1/${path}/${'x'.repeat(1_001)}`).bearerToken(token)).assertStatus(
        404
      )
  })
})
