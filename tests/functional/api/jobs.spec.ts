import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import limiter from '@adonisjs/limiter/services/main'
import { FiringService } from '#services/firing_service'
import { anApiToken } from '#tests/helpers/api_tokens'
import { withCleanDatabase } from '#tests/helpers/database'

const JOBS = '/api/v1/jobs'
const SMS = {
  appName: 'sms',
  scheduledTime: '2099-03-10 15:30:00',
  jobData: { phoneNumber: '+237690000001', message: 'Bonjour' },
}

test.group('Jobs of the API', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())

  async function aCaller(client: any) {
    const token = await anApiToken('jobs:write', 'schedules:read')
    return {
      post: (body: unknown, headers: object = {}) =>
        client.post(JOBS).bearerToken(token).headers(headers).json(body),
      get: (key: string) => client.get(`${JOBS}/${encodeURIComponent(key)}`).bearerToken(token),
    }
  }

  test('one is taken once, and its address says what becomes of it', async ({ client, assert }) => {
    const { post, get } = await aCaller(client)
    const key = 'order 47/11'
    const job = { ...SMS, scheduledTime: '2021-01-01 00:00:00', idempotencyKey: key }
    const made = await post(job)
    made.assertStatus(201)
    assert.equal(made.header('location'), `${JOBS}/order%2047%2F11`)
    const { schedule_id: id } = made.body()
    assert.include(made.body(), { outcome: 'created', key, run_at: '2021-01-01T00:00:00Z' })
    assert.include((await get(key)).body(), { status: 'scheduled', schedule_id: id, source: 'api' })

    await (await app.container.make(FiringService)).processDue({})
    const done = (await get(key)).body()
    const message = await db.from('sms_messages').firstOrFail()
    assert.include(done, { key, status: 'done' })
    assert.include(done.message, { id: message.id, status: 'pending', sent_at: null })
    assert.notInclude(JSON.stringify(done), 'Bonjour')

    const request = made.body().request_id
    assert.deepInclude((await get(request)).body(), { key, schedule_id: id })

    const again = await post(job)
    again.assertStatus(200)
    assert.include(again.body(), { outcome: 'existing', schedule_id: id })
    const other = await post({ ...job, priority: 'high' })
    other.assertStatus(409)
    assert.equal(JSON.parse(other.text()).code, 'E_IDEMPOTENCY_KEY_TAKEN')
    ;(await get('nothing')).assertStatus(404)
  })

  test('the key of the header counts, and everything wrong is said at once', async ({
    client,
    assert,
  }) => {
    const { post } = await aCaller(client)
    const made = await post({ ...SMS, idempotencyKey: 'body' }, { 'Idempotency-Key': 'header' })
    assert.equal(made.body().key, 'header')

    const wrong = await post({ appName: 'sms', scheduledtime: 'now', jobData: { message: 1 } })
    wrong.assertStatus(422)
    const { errors } = JSON.parse(wrong.text())
    assert.sameMembers(
      errors.map(({ field }: any) => field),
      ['scheduledtime', 'scheduledTime', 'jobData.phoneNumber', 'jobData.message']
    )
    assert.include(errors[0].message, 'did you mean scheduledTime?')
  })

  test('many are answered one by one, in a list or under a name', async ({ client, assert }) => {
    const { post } = await aCaller(client)
    const jobs = [{ ...SMS, requestId: 'a' }, { appName: 'sms' }, { ...SMS, requestId: 'a' }, 7]
    for (const [body, first] of [
      [jobs, 'created'],
      [{ jobs }, 'existing'],
    ]) {
      const answer = await post(body)
      answer.assertStatus(200)
      const { data, meta } = answer.body()
      assert.deepEqual(
        data.map(({ outcome }: any) => outcome),
        [first, 'refused', 'existing', 'refused']
      )
      assert.isAbove(data[1].errors.length, 1)
      assert.equal(meta.outcomes.refused, 2)
    }
    for (const none of [[], { jobs: [] }, { jobs: 'all' }, { jobs, job: 1 }]) {
      const answer = await post(none)
      answer.assertStatus(422)
    }
    ;(await post(jobs, { 'Idempotency-Key': 'all' })).assertStatus(422)
    ;(await post(Array.from({ length: 1_001 }, () => ({})))).assertStatus(422)
  })
})
