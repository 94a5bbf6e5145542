import { test } from '@japa/runner'
import { call } from '#tests/helpers/emulator_client'
import { withEmulators } from './support.js'

test.group('Emulator: faults at run time', (group) => {
  const start = withEmulators(group)

  test('are set, read and cleared over HTTP', async ({ assert }) => {
    const client = await start()
    const url = `${client.url}/__emulator/faults`
    const set = (body: unknown) => call(url, { method: 'POST', body: JSON.stringify(body) })

    await set({ fault: 'unavailable', times: 1 })
    assert.deepEqual((await call(url))!.body, { faults: [{ fault: 'unavailable', times: 1 }] })
    assert.equal((await client.send())!.status, 503)
    assert.equal((await client.send())!.status, 201)

    await set(['internal_error'])
    assert.equal((await client.send())!.status, 500)
    await set({ faults: ['throttled', 'internal_error'] })
    assert.equal((await client.send())!.status, 403)

    await call(url, { method: 'DELETE' })
    assert.equal((await client.send())!.status, 201)
  })

  test('a mistake is named and changes nothing', async ({ assert }) => {
    const client = await start({ faults: ['unavailable'] })
    for (const body of ['{', '"nothing"', '{"fault":"hang","times":-1}', '[null]', '']) {
      const answer = await call(`${client.url}/__emulator/faults`, { method: 'POST', body })
      assert.equal(answer!.status, 400)
      assert.isString(answer!.body.error)
    }
    for (const body of ['{}', 'null', '{"units":"many"}']) {
      const answer = await call(`${client.url}/__emulator/units`, { method: 'POST', body })
      assert.equal(answer!.status, 400)
    }
    assert.equal((await client.send())!.status, 503)
  })
})
