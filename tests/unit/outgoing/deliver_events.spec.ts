import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import type { Destination } from '#outgoing/destination'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import {
  aDelivery,
  aSentMessage,
  DELIVERED,
  FAILS,
  Listener,
  move,
  turnOn,
  type DeliveryOptions,
} from '#tests/helpers/outgoing_events'

test.group('Outgoing events | told', (group) => {
  withCleanDatabase(group)

  const to = (listener: Destination, options: DeliveryOptions = {}) =>
    aDelivery({ destinations: [listener], ...options })

  test('once it has arrived, never again', async ({ assert }) => {
    await turnOn('webhook')
    await aSentMessage()
    const listener = new Listener()
    const delivery = await to(listener)
    assert.deepEqual(await delivery.run(), {
      webhook: { delivered: 1, waiting: 0, deadLettered: 0 },
    })
    await delivery.run()
    assert.lengthOf(listener.heard, 1)
    const [state] = await db.from('event_destinations')
    assert.include(state, { delivered: 1, last_delivered_at: '2026-03-10 09:00:00' })
  })

  test('those of one message in their order, also when the first fails', async ({ assert }) => {
    await turnOn('webhook')
    const { id } = await aSentMessage()
    await move(id, DELIVERED)
    const other = await aSentMessage()
    const listener = new Listener('webhook', true, ({ message }) =>
      message.id === id ? FAILS() : { outcome: 'delivered' }
    )
    const delivery = await to(listener)
    await delivery.run()
    assert.deepEqual(listener.messages, [id, other.id])
    const waiting = await db.from('outgoing_events').orderBy('id')
    assert.equal(waiting[1].next_attempt_at, waiting[0].next_attempt_at)
    listener.answer = () => ({ outcome: 'delivered' })
    delivery.clock.advance({ minutes: 2 })
    await delivery.run()
    assert.deepEqual(
      listener.heard.slice(2).map(({ message }) => message.status),
      ['sent', 'delivered']
    )
  })

  test('more than a batch', async ({ assert }) => {
    await turnOn('webhook')
    for (let n = 0; n < 7; n++) await aSentMessage()
    const listener = new Listener()
    await (await to(listener, { settings: { batchSize: 3 } })).run()
    assert.lengthOf(new Set(listener.messages), 7)
    assert.equal(await countOf('outgoing_events'), 0)
  })

  test('again by the policy, then it is a dead letter', async ({ assert }) => {
    await turnOn('webhook')
    await aSentMessage()
    const listener = new Listener('webhook', true, FAILS)
    const delivery = await to(listener)
    const waits: number[] = []
    for (;;) {
      const begun = delivery.clock.nowMs()
      const { webhook } = await delivery.run()
      if (webhook?.deadLettered) break
      assert.deepEqual(webhook, { delivered: 0, waiting: 1, deadLettered: 0 })
      const [{ next_attempt_at: next }] = await db.from('outgoing_events')
      delivery.clock.travelTo(`${next.replace(' ', 'T')}Z`)
      waits.push((delivery.clock.nowMs() - begun) / 60_000)
    }
    /** 1, 3, 9 … minutes with up to a fifth more, at most six hours, for three days. */
    for (const [place, wait] of waits.entries()) {
      const least = Math.min(3 ** place, 360)
      assert.isAtLeast(wait, least)
      assert.isAtMost(wait, least * 1.2 + 1)
    }
    const hours = waits.reduce((sum, wait) => sum + wait) / 60
    assert.isAtMost(hours, 72)
    assert.isAtLeast(hours, 72 - 2 * 7.2)
    const [dead] = await db.from('outgoing_events')
    assert.include(dead, {
      status: 'dead_letter',
      last_failure: 'http_500',
      attempts: waits.length + 1,
    })
    assert.include((await db.from('event_destinations'))[0], {
      failing_since: '2026-03-10 09:00:00',
      last_failure: 'http_500',
    })
  })
})
