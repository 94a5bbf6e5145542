import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import limiter from '@adonisjs/limiter/services/main'
import { DateTime } from 'luxon'
import { InboundService } from '#services/inbound_service'
import { anApiToken } from '#tests/helpers/api_tokens'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { receiptBody } from '#tests/helpers/operator_bodies'

const SCHEDULES = '/api/v1/schedules'
const SMS = {
  app_name: 'sms',
  name: 'Monday',
  payload: { phoneNumber: '+237690000001', message: 'Bonjour' },
  cron: '0 9 * * 1',
  timezone: 'Africa/Douala',
}

test.group('Schedules of the API', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())

  async function aCaller(client: any) {
    const token = await anApiToken(
      'schedules:read',
      'schedules:write',
      'phones:read',
      'messages:read'
    )
    const call = (method: string, path: string, body?: object, headers: object = {}) => {
      const request = client[method](`${SCHEDULES}${path}`).bearerToken(token).headers(headers)
      return body ? request.json(body) : request
    }
    const create = async (values: object = {}) => {
      const response = await call('post', '', { ...SMS, ...values })
      response.assertStatus(201)
      return response.body()
    }
    return { call, create }
  }

  test('are made, shown, changed, paused, resumed and deleted', async ({ client, assert }) => {
    const { call } = await aCaller(client)
    const made = await call('post', '', SMS)
    made.assertStatus(201)
    const { id, ...schedule } = made.body()
    assert.equal(made.header('location'), `${SCHEDULES}/${id}`)
    assert.containsSubset(schedule, { ...SMS, kind: 'cron', priority: 'normal', source: 'api' })
    assert.match(schedule.created_by, /^token:\d+$/)
    assert.match(schedule.next_run_at, /T08:00:00Z$/)

    const shown = await call('get', `/${id}`)
    assert.include(shown.body(), { id, version: 1 })
    assert.lengthOf(shown.body().next_runs, 3)

    const changes = { cron: '0 10 * * 1', max_runs: 3, missed_runs: 'skip' }
    const edited = await call('patch', `/${id}`, { version: 1, ...changes })
    edited.assertStatus(200)
    assert.include(edited.body(), { ...changes, version: 2 })
    assert.match(edited.body().next_run_at, /T09:00:00Z$/)

    const paused = await call('post', `/${id}/pauses`, { reason: 'wrong text' })
    paused.assertStatus(200)
    assert.include(paused.body(), { enabled: false, disabled_detail: 'wrong text' })
    const resumed = await call('delete', `/${id}/pauses`)
    resumed.assertStatus(200)
    assert.include(resumed.body(), { enabled: true, disabled_reason: null })

    const deleted = await call('delete', `/${id}`)
    deleted.assertStatus(204)
    assert.include((await call('get', `/${id}`)).body(), { disabled_reason: 'deleted' })
    const events = await db
      .from('audit_events')
      .where('subject', `schedule:${id}`)
      .whereNot('action', 'personal_data_read')
      .orderBy('id')
    assert.deepEqual(
      events.map(({ actor, action }) => [actor, action]),
      ['created', 'edited', 'paused', 'resumed', 'deleted'].map((done) => [
        schedule.created_by,
        done === 'created' ? 'schedules_created' : `schedule_${done}`,
      ])
    )
  })

  test('of once and of an interval', async ({ client, assert }) => {
    const { create } = await aCaller(client)
    const when = { cron: undefined }
    const once = await create({ ...when, run_at: '2099-01-01 09:00:00' })
    assert.include(once, { kind: 'once', run_at: '2099-01-01T08:00:00Z' })
    const every = await create({ ...when, interval_ms: 60_000, starts_at: '2099-01-01' })
    assert.include(every, { kind: 'interval', next_run_at: '2098-12-31T23:00:00Z' })
  })

  test('name each field that cannot be used, not what was in it', async ({ client, assert }) => {
    const { call } = await aCaller(client)
    const response = await call('post', '', {
      app_name: 'sms',
      payload: { phoneNumber: 'Canari 4711', message: 7 },
      interval_ms: 5,
      starts_at: 'soon',
      max_runs: 0,
    })
    response.assertStatus(422)
    assert.equal(response.body().code, 'E_VALIDATION_ERROR')
    assert.sameMembers(
      response.body().errors.map(({ field }: any) => field),
      ['payload.phoneNumber', 'payload.message', 'interval_ms', 'starts_at', 'max_runs']
    )
    assert.notInclude(response.text(), 'Canari')
  })

  const refused: [object, string][] = [
    [{ runAt: '2099-01-01' }, 'runAt'],
    [{ appName: 'sms' }, 'appName'],
    [{ '690 00 00 01': 1 }, 'a field'],
    [{ app_name: 'nope' }, 'app_name'],
    [{ cron: null }, 'kind'],
    [{ timezone: 'Douala' }, 'timezone'],
    [{ idempotency_key: 'x'.repeat(201) }, 'idempotency_key'],
  ]
  for (const [values, field] of refused) {
    test(`are refused with ${JSON.stringify(values).slice(0, 40)}`, async ({ client, assert }) => {
      const { call } = await aCaller(client)
      const response = await call('post', '', { ...SMS, ...values })
      response.assertStatus(422)
      assert.deepEqual(
        response.body().errors.map((error: any) => error.field),
        [field]
      )
      assert.isEmpty(await db.from('schedules'))
    })
  }

  test('are made once with an idempotency key, in the header or the body', async ({
    client,
    assert,
  }) => {
    const { call } = await aCaller(client)
    const key = { 'Idempotency-Key': 'order 4711' }
    const [one, two] = await Promise.all([
      call('post', '', SMS, key),
      call('post', '', { ...SMS, idempotency_key: 'order 4711' }),
    ])
    assert.sameMembers([one.status(), two.status()], [200, 201])
    assert.equal(one.body().id, two.body().id)
    assert.equal(one.header('location'), two.header('location'))

    const other = await call('post', '', { ...SMS, cron: '0 10 * * 1' }, key)
    other.assertStatus(409)
    assert.equal(other.body().code, 'E_IDEMPOTENCY_KEY_TAKEN')
    assert.include(other.body().detail, `schedule ${one.body().id}`)
    assert.lengthOf(await db.from('schedules'), 1)
  })

  test('are listed page by page without payloads, filtered', async ({ client, assert }) => {
    const { call, create } = await aCaller(client)
    for (const name of ['a', 'b', 'c']) await create({ name })
    const command = { app_name: 'command', payload: { command: 'sms:health' } }
    const { id } = await create({ name: 'd', ...command })
    await call('post', `/${id}/pauses`)
    const names = (response: any) => response.body().data.map(({ name }: any) => name)

    const first = await call('get', '?limit=2')
    assert.deepEqual(names(first), ['d', 'c'])
    assert.notProperty(first.body().data[0], 'payload')
    const next = await call('get', `?limit=2&cursor=${first.body().meta.next_cursor}`)
    assert.deepEqual(names(next), ['b', 'a'])
    assert.isNull(next.body().meta.next_cursor)
    assert.deepEqual(names(await call('get', '?enabled=false')), ['d'])
    assert.deepEqual(names(await call('get', '?app_name=sms&enabled=true&kind=cron')), [
      'c',
      'b',
      'a',
    ])
    for (const query of ['?kind=weekly', '?enabled=perhaps', '?cursor=x', '?limit=0']) {
      ;(await call('get', query)).assertStatus(422)
    }
  })

  test('have a history, page by page', async ({ client, assert }) => {
    const { call, create } = await aCaller(client)
    const { id } = await create()
    for (const day of [1, 2, 3]) {
      const at = `2026-03-0${day} 08:00:00`
      await db.table('schedule_occurrences').insert({
        schedule_id: id,
        occurrence_at: at,
        status: 'dead_letter',
        reason: 'exit_1',
        app_name: 'sms',
        payload: '{}',
        priority: 2,
        attempts: 3,
        fired_at: at,
        error: 'it ended with 1',
      })
    }
    const first = await call('get', `/${id}/occurrences?limit=2`)
    assert.lengthOf(first.body().data, 2)
    assert.include(first.body().data[0], {
      occurrence_at: '2026-03-03T08:00:00Z',
      status: 'dead_letter',
      reason: 'exit_1',
      attempts: 3,
      error: 'it ended with 1',
    })
    const { next_cursor: cursor } = first.body().meta
    const next = await call('get', `/${id}/occurrences?limit=2&cursor=${cursor}`)
    assert.deepEqual(
      next.body().data.map(({ occurrence_at: at }: any) => at),
      ['2026-03-01T08:00:00Z']
    )
  })

  test('that there are not are 404, whatever is asked of them', async ({ client, assert }) => {
    const { call } = await aCaller(client)
    const calls: [string, string, object?][] = [
      ['get', '/4711'],
      ['patch', '/4711', { version: 1, name: 'x' }],
      ['delete', '/4711'],
      ['post', '/4711/pauses'],
      ['delete', '/4711/pauses'],
      ['get', '/4711/occurrences'],
      ['get', '/abc'],
      ['get', '/0'],
      ['get', '/99999999999999999999'],
    ]
    for (const [method, path, body] of calls) {
      const response = await call(method, path, body)
      assert.equal(response.status(), 404, `${method} ${path}`)
      assert.match(response.header('content-type')!, /^application\/problem\+json/)
    }
  })

  test('are not changed by who has read an older version, nor when they are over', async ({
    client,
    assert,
  }) => {
    const { call, create } = await aCaller(client)
    const { id } = await create()
    await call('patch', `/${id}`, { version: 1, name: 'One' })
    const late = await call('patch', `/${id}`, { version: 1, name: 'Two' })
    late.assertStatus(409)
    assert.equal(late.body().code, 'E_SCHEDULE_CONFLICT')
    for (const version of [undefined, '2', 2.5, null]) {
      const response = await call('patch', `/${id}`, { version, name: 'Two' })
      response.assertStatus(422)
      assert.equal(response.body().errors[0].field, 'version')
    }
    const fixed = await call('patch', `/${id}`, { version: 2, app_name: 'command' })
    assert.equal(fixed.body().errors[0].field, 'app_name')

    await db
      .from('schedules')
      .update({ enabled: false, next_run_at: null, disabled_reason: 'finished', max_runs: 0 })
    ;(await call('post', `/${id}/pauses`)).assertStatus(409)
    ;(await call('delete', `/${id}/pauses`)).assertStatus(409)
  })
})

test.group('Schedules that are run over the API', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())

  const past = () => new Date(Date.now() - 2_000).toISOString()

  test('once more, beside their times', async ({ client, assert }) => {
    const token = await anApiToken('schedules:write')
    const made = await client.post(SCHEDULES).bearerToken(token).json(SMS)
    const { id } = made.body()
    const run = await client.post(`${SCHEDULES}/${id}/runs`).bearerToken(token)
    run.assertStatus(201)
    assert.include(run.body(), { schedule_id: id, status: 'done', reason: 'by_hand' })
    assert.lengthOf(await db.from('sms_messages'), 1)
    ;(await client.post(`${SCHEDULES}/4711/runs`).bearerToken(token)).assertStatus(404)
  })

  test('by an external cron: what is due, and the timetable', async ({ client, assert }) => {
    const token = await anApiToken('schedules:write', 'scheduler:write')
    const tick = (body?: object) =>
      client
        .post('/api/v1/scheduler/tick')
        .bearerToken(token)
        .json(body ?? {})
    for (const key of ['a', 'b', 'c']) {
      const body = { ...SMS, cron: undefined, run_at: past(), idempotency_key: key }
      ;(await client.post(SCHEDULES).bearerToken(token).json(body)).assertStatus(201)
    }
    const first = await tick({ limit: 2 })
    first.assertStatus(200)
    const { slots, duration_ms: duration, ...processed } = first.body()
    assert.deepEqual(processed, {
      fired: 2,
      done: 2,
      failed: 0,
      skipped: 0,
      retried: 0,
      remaining: 1,
    })
    assert.isAtLeast(duration, 0)
    assert.property(slots, 'sweep')
    assert.include((await tick()).body(), { fired: 1, remaining: 0 })
    assert.include((await client.post('/api/v1/scheduler/tick').bearerToken(token)).body(), {
      fired: 0,
    })
    for (const limit of [0, -1, 1.5, '2']) (await tick({ limit })).assertStatus(422)
  })

  test('by several ticks at once, each occurrence once', async ({ client, assert }) => {
    const token = await anApiToken('schedules:write', 'scheduler:write')
    for (let n = 0; n < 8; n++) {
      const body = { ...SMS, cron: undefined, run_at: past() }
      ;(await client.post(SCHEDULES).bearerToken(token).json(body)).assertStatus(201)
    }
    const tick = () => client.post('/api/v1/scheduler/tick').bearerToken(token).json({ limit: 4 })
    const ticks = await Promise.all([tick(), tick(), tick(), tick()])
    for (const response of ticks) response.assertStatus(200)
    assert.equal(
      ticks.reduce((sum, response) => sum + response.body().fired, 0),
      8
    )
    assert.lengthOf(await db.from('sms_messages'), 8)
    const slots = ticks.flatMap((response) => Object.keys(response.body().slots))
    const runs = await db.from('scheduler_runs')
    assert.lengthOf(slots, runs.length)
    assert.isTrue(runs.every(({ tries }) => tries === 1))
  })

  test('with all that the scheduler does each minute, which is then alive', async ({
    client,
    assert,
  }) => {
    const token = await anApiToken('scheduler:read', 'scheduler:write')
    const sent = await aMessage({ status: 'sent', sentAt: DateTime.utc().minus({ days: 4 }) })
    const webhooks = await app.container.make(InboundService)
    const body = receiptBody({ id: 'unheard of', status: 'DeliveredToTerminal' })
    await webhooks.receiveWebhook({ kind: 'delivery_receipt', body })
    ;(await client.post('/api/v1/scheduler/tick').bearerToken(token)).assertStatus(200)
    assert.isNotNull((await db.from('sms_messages').where('id', sent.id).first()).unconfirmed_at)
    assert.isNull(await db.from('sms_webhook_logs').where('state', 'received').first())
    const status = await client.get('/api/v1/scheduler/status').bearerToken(token)
    assert.isTrue(status.body().running)
  })

  test('again, when they are dead letters', async ({ client, assert }) => {
    const token = await anApiToken('schedules:write')
    const { id: scheduleId } = (await client.post(SCHEDULES).bearerToken(token).json(SMS)).body()
    const at = '2026-03-01 08:00:00'
    await db.table('schedule_occurrences').insert({
      schedule_id: scheduleId,
      occurrence_at: at,
      status: 'dead_letter',
      app_name: 'sms',
      payload: '{}',
      priority: 2,
      attempts: 3,
      fired_at: at,
    })
    const [{ id }] = await db.from('schedule_occurrences')
    const retry = () => client.post(`/api/v1/occurrences/${id}/retries`).bearerToken(token)
    const response = await retry()
    response.assertStatus(202)
    assert.deepEqual(response.body(), { id, status: 'pending' })
    const again = await retry()
    again.assertStatus(404)
    assert.equal(again.body().code, 'E_NO_SUCH_DEAD_LETTER')
  })
})
