import { gzipSync } from 'node:zlib'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import config from '@adonisjs/core/services/config'
import limiter from '@adonisjs/limiter/services/main'
import SendingPause from '#models/sending_pause'
import { SmsSchedulerService } from '#services/sms_scheduler_service'
import { anApiToken } from '#tests/helpers/api_tokens'
import { withCleanDatabase } from '#tests/helpers/database'

const PAUSE = '/api/v1/scheduler/pause'
const STATUS = '/api/v1/scheduler/status'
const UUID = /^[0-9a-f-]{36}$/

test.group('Problem details', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())

  test('name each field that cannot be used, with the rule', async ({ client, assert }) => {
    const token = await anApiToken('scheduler:write')
    const body = { reason: 'x'.repeat(501), facility: ['a'], until: 5 }
    const response = await client.post(PAUSE).bearerToken(token).json(body)
    response.assertStatus(422)
    const { instance, ...problem } = JSON.parse(response.text())
    assert.match(instance, UUID)
    assert.include(problem, {
      type: 'about:blank',
      title: 'Unprocessable Entity',
      status: 422,
      code: 'E_VALIDATION_ERROR',
    })
    assert.deepEqual(
      problem.errors.map(({ field, rule }: any) => [field, rule]),
      [
        ['facility', 'string'],
        ['reason', 'maxLength'],
        ['until', 'string'],
      ]
    )
    assert.notInclude(response.text(), 'xxx')
  })

  test('name the field with a text that PostgreSQL does not take', async ({ client, assert }) => {
    const token = await anApiToken('scheduler:write')
    const more = [{ deep: '\0' }, '\ud800', { '\udc00': 1 }, '\ud83d\ude00']
    const body = { reason: 'a\0b', more, facility: 'a\\u0000' }
    const response = await client.post(PAUSE).bearerToken(token).json(body)
    response.assertStatus(422)
    assert.deepEqual(
      JSON.parse(response.text()).errors.map(({ field, rule }: any) => [field, rule]),
      [
        ['reason', 'storable'],
        ['more.0.deep', 'storable'],
        ['more.1', 'storable'],
        ['more.2.\udc00', 'storable'],
      ]
    )
  })

  const unreadable: [string, string, string, number][] = [
    ['JSON that is cut short', 'application/json', '{"reason":"Canari', 400],
    ['a text', 'application/json', 'Canari', 400],
    ['a number', 'application/json', '237699887766', 400],
    ['another type', 'text/plain', '{"reason":"Canari"}', 415],
    ['a form', 'application/x-www-form-urlencoded', 'reason=Canari', 415],
    ['more than a megabyte', 'application/json', `{"reason":"${'Canari'.repeat(200_000)}"}`, 413],
  ]
  for (const [what, type, body, status] of unreadable) {
    test(`answer ${what} with ${status} and without an echo`, async ({ assert }) => {
      const token = await anApiToken('scheduler:write')
      const response = await fetch(`${baseUrl()}${PAUSE}`, {
        method: 'POST',
        headers: { 'authorization': `Bearer ${token}`, 'content-type': type },
        body,
      })
      const text = await response.text()
      assert.equal(response.status, status, text)
      assert.match(response.headers.get('content-type')!, /^application\/problem\+json/)
      assert.notMatch(text, /Canari|99887766/)
      assert.isEmpty(await SendingPause.all())
    })
  }

  const packed: [string, string, Buffer, number][] = [
    ['packed as it says', 'gzip', gzipSync('{"reason":"x"}'), 200],
    ['not packed as it says', 'gzip', Buffer.from('{"reason":"Canari"}'), 400],
    ['packed and cut short', 'gzip', gzipSync('{"reason":"Canari"}').subarray(0, 20), 400],
    ['small that is large unpacked', 'gzip', gzipSync('x'.repeat(5_000_000)), 413],
    ['packed in a way nobody knows', 'bogus', Buffer.from('{}'), 415],
  ]
  for (const [what, encoding, body, status] of packed) {
    test(`answer a body ${what} with ${status}`, async ({ assert }) => {
      const token = await anApiToken('scheduler:write')
      const response = await fetch(`${baseUrl()}${PAUSE}`, {
        method: 'POST',
        headers: {
          'authorization': `Bearer ${token}`,
          'content-type': 'application/json',
          'content-encoding': encoding,
        },
        body: new Uint8Array(body),
      })
      assert.equal(response.status, status)
      assert.notInclude(await response.text(), 'Canari')
    })
  }

  test('an empty body is none', async ({ client }) => {
    const token = await anApiToken('scheduler:write')
    const response = await client.post('/api/v1/scheduler/resume').bearerToken(token)
    response.assertStatus(200)
  })

  test('do not repeat the address of a route that does not exist', async ({ client, assert }) => {
    for (const path of [
      '/nothing-Canari',
      '/api/v1/Canari',
      '/webhooks/orange/Canari',
      '/nothing/at/all',
    ]) {
      const response = await client.get(path)
      response.assertStatus(404)
      assert.match(response.header('content-type')!, /^application\/problem\+json/)
      assert.notInclude(response.text(), 'Canari')
    }
  })

  test('keep what went wrong inside from the caller', async ({ client, assert, cleanup }) => {
    app.container.swap(SmsSchedulerService, () => {
      throw new Error('inner Canari of the database')
    })
    cleanup(() => app.container.restore(SmsSchedulerService))
    const token = await anApiToken('scheduler:read')
    const response = await client.get(STATUS).bearerToken(token)
    response.assertStatus(500)
    assert.include(JSON.parse(response.text()), { title: 'Internal Server Error', status: 500 })
    assert.notMatch(response.text(), /Canari|stack|\.ts/)
  })
})

test.group('Rate limits', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())
  group.each.setup(() => {
    const before = config.get('api')
    config.set('api', { requestsPerMinute: 3, failedAuthenticationsPerMinute: 2 })
    return () => config.set('api', before)
  })

  test('one token has its own number of requests a minute', async ({ client, assert }) => {
    const [token, other] = [await anApiToken('scheduler:read'), await anApiToken('scheduler:read')]
    for (let request = 0; request < 3; request++)
      (await client.get(STATUS).bearerToken(token)).assertStatus(200)
    const response = await client.get(STATUS).bearerToken(token)
    response.assertStatus(429)
    assert.match(response.header('content-type')!, /^application\/problem\+json/)
    const wait = Number(response.header('retry-after'))
    assert.isTrue(wait >= 1 && wait <= 60, String(wait))
    ;(await client.get(STATUS).bearerToken(other)).assertStatus(200)
  })

  test('an address that tries wrong tokens is slowed down; right ones pass', async ({ client }) => {
    for (const status of [401, 401, 429, 429])
      (await client.get(STATUS).bearerToken('wrong')).assertStatus(status)
    const token = await anApiToken('scheduler:read')
    ;(await client.get(STATUS).bearerToken(token)).assertStatus(200)
  })
})

function baseUrl(): string {
  return `http://${process.env.HOST}:${process.env.PORT}`
}
