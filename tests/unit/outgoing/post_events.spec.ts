import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { Secret } from '@adonisjs/core/helpers'
import { signBody } from '#guarded_http/sign_body'
import { AddressList } from '#values/address_list'
import { aMessage } from '#tests/helpers/arrange'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import {
  aDelivery,
  KEY,
  move,
  SENT,
  turnOn,
  type DeliveryOptions,
} from '#tests/helpers/outgoing_events'
import { answer, answerAfter, hang, ScriptedServer } from '#tests/helpers/scripted_server'

test.group('Outgoing events | posted', (group) => {
  withCleanDatabase(group)
  let receiver: ScriptedServer
  group.each.setup(async () => {
    await turnOn('webhook')
    receiver = await ScriptedServer.start()
    return () => receiver.stop()
  })

  async function sentMessages(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      const { id } = await aMessage({ status: 'sending' })
      await move(id, SENT)
    }
  }

  async function deliver(settings: DeliveryOptions['settings'] = {}) {
    const delivery = await aDelivery({ url: `${receiver.url}/events?for=rappel`, settings })
    const { webhook } = await delivery.run()
    await delivery.close()
    return webhook
  }

  test('signed, with the id of the event', async ({ assert }) => {
    receiver.on('/events', answer(200))
    await sentMessages(1)
    await deliver()
    const [{ method, path, headers, body }] = receiver.requests
    assert.deepEqual([method, path], ['POST', '/events?for=rappel'])
    const seconds = Number(headers['rappel-timestamp'])
    assert.deepInclude(headers, {
      'content-type': 'application/json',
      'rappel-event-id': JSON.parse(body).id,
      ...signBody(body, seconds, [new Secret(KEY)]),
    })
    assert.equal(await countOf('outgoing_events'), 0)
  })

  for (const [what, script, failure] of [
    ['a fault', answer(500), 'http_500'],
    ['a refusal', answer(403), 'http_403'],
    ['a redirect', answer(302, '', { Location: '/events/elsewhere' }), 'http_302'],
    ['nothing', hang, 'timeout'],
  ] as const)
    test(`answered with ${what}, it waits for its next attempt`, async ({ assert }) => {
      receiver.next('/events', script)
      await sentMessages(1)
      const summary = await deliver({ timeoutMs: script === hang ? 500 : 20_000 })
      assert.include(summary, { delivered: 0, waiting: 1 })
      const [row] = await db.from('outgoing_events')
      assert.include(row, { status: 'pending', last_failure: failure, attempts: 1 })
      assert.lengthOf(receiver.requests, 1)
    })

  test('an answer without end is cut, and its status counts', async ({ assert }) => {
    receiver.on('/events', answer(200, 'x'.repeat(10_000_000)))
    await sentMessages(1)
    assert.include(await deliver(), { delivered: 1 })
  })

  test('a URL at a private address is not called', async ({ assert }) => {
    receiver.on('/events', answer(200))
    await sentMessages(1)
    assert.include(await deliver({ allowedAddresses: new AddressList([]) }), { waiting: 1 })
    assert.equal(receiver.connections, 0)
    assert.include(await db.from('outgoing_events').first(), { last_failure: 'address_refused' })
  })

  test('some at a time, over few connections', async ({ assert }) => {
    receiver.on('/events', answerAfter(20, 200))
    await sentMessages(12)
    assert.include(await deliver({ concurrency: 3, batchSize: 12 }), { delivered: 12 })
    assert.lengthOf(receiver.requests, 12)
    assert.isAtMost(receiver.connections, 3)
  })
})
