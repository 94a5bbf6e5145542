import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import type { EmulatorOptions } from '#emulator/options'
import { call } from '#tests/helpers/emulator_client'
import { withEmulators } from './support.js'
import { withoutDatabase } from '#tests/helpers/without_database'

interface Heard {
  path: string
  body: any
  atMs: number
}

/** Somebody who listens to receipts, and answers as told. */
async function aListener(answer: (nth: number) => number = () => 200) {
  const heard: Heard[] = []
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray()
    const body = JSON.parse(Buffer.concat(chunks).toString())
    heard.push({ path: request.url!, body, atMs: performance.now() })
    response.statusCode = answer(heard.length)
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    heard,
    url: `http://127.0.0.1:${port}/webhooks`,
    statuses: () =>
      heard.map(({ body }) => body.deliveryInfoNotification?.deliveryInfo.deliveryStatus),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function until(condition: () => boolean) {
  for (let waited = 0; !condition() && waited < 5_000; waited += 20) await delay(20)
}

test.group('Emulator: what is called back', (group) => {
  withoutDatabase(group)
  const start = withEmulators(group)
  let listener: Awaited<ReturnType<typeof aListener>>
  group.each.teardown(() => listener.close())

  async function begin(options: EmulatorOptions = {}, answer?: (nth: number) => number) {
    listener = await aListener(answer)
    return start({ callbackUrl: listener.url, receiptDelayMs: 20, ...options })
  }

  test('an SMS is on its way, then delivered, in Orange’s words', async ({ assert }) => {
    const client = await begin()
    const answer = await client.send()
    await until(() => listener.heard.length === 2)
    assert.deepEqual(listener.statuses(), ['DeliveredToNetwork', 'DeliveredToTerminal'])
    const [{ path, body }] = listener.heard
    assert.equal(path, '/webhooks/delivery-receipts')
    const id = answer!.body.outboundSMSMessageRequest.resourceURL.split('/').at(-1)
    assert.equal(body.deliveryInfoNotification.callbackData, id)
    assert.match(body.deliveryInfoNotification.deliveryInfo.address, /^tel:\+237/)
  })

  const endings: [digits: string, statuses: string[]][] = [
    ['0601', ['DeliveryImpossible']],
    ['0602', ['DeliveryImpossible', 'DeliveredToTerminal']],
    ['0603', ['DeliveryUncertain']],
    ['0604', ['MessageWaiting', 'DeliveredToTerminal']],
    ['0605', []],
    ['0606', ['DeliveredToTheMoon']],
  ]
  for (const [digits, statuses] of endings) {
    test(`a number that ends in ${digits}: ${statuses.join(', ') || 'nothing'}`, async ({
      assert,
    }) => {
      const client = await begin()
      await client.send(`tel:+23769000${digits}`)
      await until(() => listener.heard.length === statuses.length)
      await delay(60)
      assert.deepEqual(listener.statuses(), statuses)
    })
  }

  test('a receipt may come before the answer to the send', async ({ assert }) => {
    const client = await begin()
    const sending = client.send('tel:+237690000607')
    await until(() => listener.heard.length === 1)
    let answered = false
    void sending.then(() => (answered = true))
    await delay(50)
    assert.isFalse(answered)
    assert.equal((await sending)!.status, 201)
  })

  test('they come late, as told', async ({ assert }) => {
    const client = await begin({ receiptDelayMs: 300 })
    const sentAtMs = performance.now()
    await client.send()
    await until(() => listener.heard.length === 2)
    assert.isAtLeast(listener.heard[0].atMs - sentAtMs, 290)
    assert.isAtLeast(listener.heard[1].atMs - sentAtMs, 590)
  })

  test('in another order, twice, or not at all', async ({ assert }) => {
    const client = await begin({
      receiptsShuffled: true,
      receiptDuplicates: 0.3,
      receiptLosses: 0.2,
      undelivered: 0.2,
      magicNumbers: false,
    })
    for (let n = 0; n < 60; n++) await client.send(`tel:+2376911${String(n).padStart(5, '0')}`)
    await until(() => client.emulator.report().callbacks.waiting === 0)
    const { callbacks } = client.emulator.report()
    assert.isAbove(callbacks.lost, 5)
    assert.isAbove(callbacks.duplicates, 5)
    assert.equal(callbacks.answered, listener.heard.length)
    assert.include(listener.statuses(), 'DeliveryImpossible')
    const byId = Map.groupBy(
      listener.heard,
      ({ body }) => body.deliveryInfoNotification.callbackData as string
    )
    const reversed = [...byId.values()].filter(
      ([{ body }]) =>
        body.deliveryInfoNotification.deliveryInfo.deliveryStatus === 'DeliveredToTerminal'
    )
    assert.isAbove(reversed.length, 3)
  })

  test('again where nobody says 200, three times at most', async ({ assert }) => {
    const client = await begin({}, (nth) => (nth <= 2 ? 503 : 200))
    await client.send('tel:+237690000603')
    await until(() => client.emulator.report().callbacks.answered === 1)
    assert.lengthOf(listener.heard, 3)
    assert.containSubset(client.emulator.callbacks()[0], { outcome: 'answered', tries: 3 })
  })

  test('people answer: by themselves, or when told', async ({ assert }) => {
    const client = await begin()
    await client.send('tel:+237690000700')
    await call(`${client.url}/__emulator/inbound`, {
      method: 'POST',
      body: JSON.stringify({ from: '+237690005555', text: 'Arrêtez' }),
    })
    await until(() => listener.heard.length === 4)
    const replies = listener.heard.filter(({ path }) => path.endsWith('/inbound-messages'))
    const said = replies.map(({ body }) => body.inboundSMSMessageNotification.inboundSMSMessage)
    assert.deepEqual(said.map(({ senderAddress, message }) => [senderAddress, message]).sort(), [
      ['tel:+237690000700', 'STOP'],
      ['tel:+237690005555', 'Arrêtez'],
    ])
    assert.notMatch(said[0].destinationAddress, /tel:/)
  })

  test('a contract that is over refuses, until it is renewed', async ({ assert }) => {
    const client = await begin()
    client.emulator.changeContract({ expiresAt: '2020-01-01T00:00:00Z' })
    assert.equal((await client.send())!.status, 403)
    assert.match(JSON.stringify((await client.send())!.body), /Expired contract/)
    const renewed = await call(`${client.url}/__emulator/contract`, {
      method: 'POST',
      body: JSON.stringify({ expiresAt: '2099-01-01' }),
    })
    assert.equal(renewed!.body.expiresAt, '2099-01-01T00:00:00.000Z')
    assert.equal((await client.send())!.status, 201)
  })
})
