import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import config from '@adonisjs/core/services/config'
import db from '@adonisjs/lucid/services/db'
import limiter from '@adonisjs/limiter/services/main'
import { Denials } from '#monitoring/denials/denials'
import { anApiToken } from '#tests/helpers/api_tokens'
import { withCleanDatabase } from '#tests/helpers/database'
import { rawAnswer } from '#tests/helpers/raw_requests'
import { withWebhooks } from '#tests/helpers/webhooks'

const STATUS = '/api/v1/scheduler/status'

async function denied() {
  await (await app.container.make(Denials)).flush()
  const rows = await db.from('audit_events').where('action', 'requests_denied').orderBy('id')
  return rows.map(({ subject, detail }) => ({ subject, counts: JSON.parse(detail).counts }))
}

test.group('Denied requests', (group) => {
  withCleanDatabase(group)
  withWebhooks(group)
  group.each.setup(() => limiter.clear())

  test('are audited by source and kind: no token, no ability, too many, a wrong secret', async ({
    client,
    assert,
    cleanup,
  }) => {
    await client.get(STATUS)
    await client.get(STATUS).bearerToken('wrong')
    await client.post('/webhooks/orange/wrong/delivery-receipts').json({})
    const [{ subject, counts }] = await denied()
    assert.deepEqual(counts, { api_401: 2, webhooks_404: 1 })
    assert.match(subject, /^(127\.0\.0\.0\/24|0:0:0::\/48)$/)

    const token = await anApiToken('consents:read')
    const { id } = await db.from('auth_access_tokens').firstOrFail()
    const before = config.get('api.requestsPerMinute')
    config.set('api.requestsPerMinute', 1)
    cleanup(() => config.set('api.requestsPerMinute', before))
    await client.get(STATUS).bearerToken(token)
    await client.get(STATUS).bearerToken(token)
    const [, second] = await denied()
    assert.deepEqual(second, { subject: `token:${id}`, counts: { api_403: 1, api_429: 1 } })
  })

  test('a missing page is not one, nor is a body that is wrong', async ({ client, assert }) => {
    const token = await anApiToken('scheduler:write')
    await client.get('/nothing/here')
    await client.get('/api/v1/nothing')
    await client.post('/api/v1/scheduler/pause').bearerToken(token).json({ facility: 5 })
    assert.deepEqual(await denied(), [])
  })

  test('a URL that cannot be decoded is one', async ({ assert }) => {
    await rawAnswer({ path: '/webhooks/orange/%ff/delivery-receipts', body: '{}' })
    const [{ counts }] = await denied()
    assert.deepEqual(counts, { webhooks_404: 1 })
  })
})

test.group('X-Request-Id', () => {
  const idOf = async (id: string) => {
    const answer = await rawAnswer({ path: STATUS, method: 'GET', headers: { 'X-Request-Id': id } })
    return JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1)).instance
  }
  const UUID = /^[0-9a-f-]{36}$/

  for (const id of ['3e0c9a64b1f24c6f9d9f1c5d2a7b8e90', '01JD.x_y-Z', 'a'.repeat(64)])
    test(`is kept: ${id}`, async ({ assert }) => assert.equal(await idOf(id), id))

  for (const id of [
    'a'.repeat(65),
    'a'.repeat(8_000),
    'Awa Ngono',
    '+237677123456',
    '<b>',
    'é',
    '',
  ])
    test(`is replaced: ${id.slice(0, 20)} (${id.length})`, async ({ assert }) =>
      assert.match(await idOf(id), UUID))
})
