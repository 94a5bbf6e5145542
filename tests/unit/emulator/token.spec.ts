import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import { call } from '#tests/helpers/emulator_client'
import { withEmulators } from './support.js'
import { withoutDatabase } from '#tests/helpers/without_database'

test.group('Emulator: POST /oauth/v3/token', (group) => {
  withoutDatabase(group)
  const start = withEmulators(group)

  test('gives a token that opens the other endpoints', async ({ assert }) => {
    const client = await start()
    const { status, body } = await client.askToken()
    assert.equal(status, 200)
    assert.containSubset(body, { token_type: 'Bearer', expires_in: 3600 })
    const contracts = await client.get('/sms/admin/v1/contracts', {
      Authorization: `Bearer ${body.access_token}`,
    })
    assert.equal(contracts.status, 200)
  })

  test('refuses other credentials as it was recorded', async ({ assert }) => {
    const client = await start({ clientSecret: 'correct' })
    const { status, body, headers } = await client.askToken({ secret: 'wrong' })
    assert.equal(status, 401)
    assert.equal(headers.get('www-authenticate'), 'Basic realm="Authorization Required"')
    assert.deepEqual(body, {
      error: 'invalid_client',
      error_description:
        'The requested service needs credentials, but the ones provided were invalid.',
    })
    assert.equal((await client.askToken({ secret: 'correct' })).status, 200)
  })

  test('refuses what is not Basic authorization', async ({ assert }) => {
    const client = await start()
    for (const Authorization of ['Basic !!!', 'Bearer abc', 'Basic ZGVtbw==', '']) {
      const { status, body } = await client.askToken({}, { Authorization })
      assert.equal(status, 401)
      assert.equal(body.error_description, 'Unable to decode Basic authorization.')
    }
  })

  test('wants form fields with the one grant type, and an Accept header', async ({ assert }) => {
    const client = await start()
    assert.equal((await client.askToken({ grant: 'password' })).status, 400)
    const asJson = await client.askToken({}, { 'Content-Type': 'application/json' })
    assert.containSubset(asJson, { status: 415, body: { code: 68 } })
    assert.containSubset(await client.askToken({}, { Accept: '' }), {
      status: 406,
      body: { code: 62 },
    })
  })

  test('is limited by the minute only where asked', async ({ assert }) => {
    const limited = await start({ tokensPerMinute: 2 })
    const statuses = []
    for (let n = 0; n < 3; n++) statuses.push((await limited.askToken()).status)
    assert.deepEqual(statuses, [200, 200, 429])
  })

  test('a token ends after its time, or when all are ended', async ({ assert }) => {
    const client = await start({ tokenSeconds: 2 })
    assert.equal((await client.send())!.status, 201)
    await delay(2_050)
    assert.containSubset(await client.send(), { status: 401, body: { code: 42 } })

    const other = await start()
    await other.token()
    other.emulator.expireTokens()
    assert.containSubset(await other.send(), { status: 401, body: { code: 42 } })
    other.forgetToken()
    assert.equal((await other.send())!.status, 201)
    await call(`${other.url}/__emulator/tokens`, { method: 'DELETE' })
    assert.containSubset(await other.send(), { status: 401, body: { code: 42 } })
  })
})
