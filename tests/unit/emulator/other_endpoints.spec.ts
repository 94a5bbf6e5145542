import { test } from '@japa/runner'
import { call } from '#tests/helpers/emulator_client'
import { withEmulators } from './support.js'

test.group('Emulator: contracts and what does not exist', (group) => {
  const start = withEmulators(group)

  test('contracts are a flat array, with the units that are left', async ({ assert }) => {
    const client = await start({ units: 120, contractExpiresAt: '2026-12-31T23:59:59.000Z' })
    await client.send()
    const { status, body } = await client.get('/sms/admin/v1/contracts?country=CMR')
    assert.equal(status, 200)
    assert.lengthOf(body, 1)
    assert.containSubset(body[0], {
      country: 'CMR',
      offerName: 'SMS_OCB',
      availableUnits: 119,
      status: 'ACTIVE',
      expirationDate: '2026-12-31T23:59:59.000Z',
    })
    assert.deepEqual((await client.get('/sms/admin/v1/contracts?country=SEN')).body, [])
  })

  test('contracts in the shape before it, where asked', async ({ assert }) => {
    const client = await start({ units: 120, contractsShape: 'legacy', country: 'SEN' })
    const { body } = await client.get('/sms/admin/v1/contracts')
    const [contract] = body.partnerContracts.contracts
    assert.equal(contract.country, 'SEN')
    assert.equal(contract.serviceContracts[0].availableUnits, 120)
    assert.isNotNaN(Date.parse(contract.serviceContracts[0].expires))
  })

  test('contracts want a token', async ({ assert }) => {
    const client = await start()
    const answer = await client.get('/sms/admin/v1/contracts', { Authorization: 'Bearer no' })
    assert.containSubset(answer, { status: 401, body: { code: 41 } })
  })

  test('elsewhere 404 with code 60, with another method 405 with code 61', async ({ assert }) => {
    const client = await start()
    for (const path of ['/', '/oauth/v2/token', '/smsmessaging/v1/outbound/x', '/__proto__']) {
      assert.containSubset(await client.get(path), { status: 404, body: { code: 60 } })
    }
    for (const [path, method] of [
      ['/oauth/v3/token', 'GET'],
      ['/sms/admin/v1/contracts', 'DELETE'],
      ['/smsmessaging/v1/outbound/x/requests', 'PUT'],
      ['/__emulator/report', 'POST'],
    ]) {
      const answer = await call(`${client.url}${path}`, { method })
      assert.containSubset(answer, { status: 405, body: { code: 61 } })
    }
  })

  test('every answer has a request id of its own', async ({ assert }) => {
    const client = await start({ ratePerSecond: 1 })
    const answers = [
      await client.askToken(),
      await client.send(),
      await client.send(),
      await client.get('/nowhere'),
      await client.get('/sms/admin/v1/contracts'),
      await client.get('/__emulator/report'),
    ]
    const ids = answers.map((answer) => answer!.headers.get('x-oapi-request-id') ?? '')
    assert.notInclude(ids, '')
    assert.lengthOf(new Set(ids), answers.length)
  })
})
