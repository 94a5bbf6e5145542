import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import type { EmulatorOptions } from '#emulator/options'
import { withEmulators } from './support.js'
import { withoutDatabase } from '#tests/helpers/without_database'

test.group('Emulator: faults that are set', (group) => {
  withoutDatabase(group)
  const start = withEmulators(group)

  async function statuses(options: EmulatorOptions, count: number, backwards = false) {
    const client = await start(options)
    await client.token()
    const heard: string[] = []
    for (let step = 0; step < count; step++) {
      const n = backwards ? count - 1 - step : step
      const answer = await client.send(`tel:+23769${String(n).padStart(3, '0')}5555`)
      heard[n] = String(answer?.status)
    }
    return heard.join(' ')
  }

  test('strike the same messages with the same seed, in whatever order', async ({ assert }) => {
    const faults = ['throttled:0.2', 'internal_error:10%']
    const first = await statuses({ seed: 7, faults }, 150)
    assert.equal(await statuses({ seed: 7, faults }, 150), first)
    assert.equal(await statuses({ seed: 7, faults }, 150, true), first)
    assert.notEqual(await statuses({ seed: 8, faults }, 150), first)
    assert.isAbove(first.split('403').length, 150 * 0.1)
    assert.isBelow(first.split('403').length, 150 * 0.35)
  })

  test('strike so many times, or after so many requests', async ({ assert }) => {
    assert.equal(await statuses({ faults: ['unavailable:2x'] }, 4), '503 503 201 201')
    assert.equal(await statuses({ faults: ['no_credit:after2'] }, 4), '201 201 403 403')
    assert.equal(await statuses({ faults: ['throttled:once:after1'] }, 3), '201 403 201')
  })

  test('an expired token stays so for everybody who holds it', async ({ assert }) => {
    const client = await start({ faults: ['expired_token:once'] })
    assert.equal((await client.send())!.status, 401)
    assert.containSubset(await client.send(), { status: 401, body: { code: 42 } })
    client.forgetToken()
    assert.equal((await client.send())!.status, 201)
  })

  test('an outage is of everything, for a while', async ({ assert }) => {
    const client = await start()
    await client.token()
    client.emulator.setFault({ fault: 'outage', forMs: 2_000 })
    const during = [
      await client.askToken(),
      await client.send(),
      await client.get('/sms/admin/v1/contracts'),
    ]
    assert.deepEqual(
      during.map((answer) => answer!.status),
      [503, 503, 503]
    )
    assert.equal((await client.get('/__emulator/report')).status, 200)
    await delay(2_050)
    assert.equal((await client.send())!.status, 201)
    assert.deepEqual(client.outcomes(), ['refused:outage', 'accepted'])
  })

  test('the token endpoint has faults of its own', async ({ assert }) => {
    const client = await start({ faults: ['token_unavailable:once', 'invalid_client:once'] })
    const heard = [await client.askToken(), await client.askToken(), await client.askToken()]
    assert.deepEqual(
      heard.map(({ status }) => status),
      [503, 401, 200]
    )
  })

  test('can be cleared', async ({ assert }) => {
    const client = await start({ faults: ['unavailable'] })
    assert.equal((await client.send())!.status, 503)
    client.emulator.clearFaults()
    assert.equal((await client.send())!.status, 201)
  })
})
