import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import type { Destination, ReadyEvent } from '#outgoing/destination'
import { isPostgres } from '#storage/dialect_of'
import { transaction } from '#storage/transaction'
import { aMessage } from '#tests/helpers/arrange'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import {
  aDelivery,
  aSentMessage,
  FAILS,
  Listener,
  move,
  moveIn,
  SENT,
  turnOn,
  type DeliveryOptions,
} from '#tests/helpers/outgoing_events'
import { secondConnection } from '#tests/helpers/second_connection'
import { TEST_NOW } from '#tests/helpers/test_clock'

test.group('Outgoing events | told by many processes', (group) => {
  withCleanDatabase(group)

  const to = (listener: Destination, options: DeliveryOptions = {}) =>
    aDelivery({ destinations: [listener], ...options })

  test('what a lost process held is told after its lease, with the same id', async ({ assert }) => {
    await turnOn('webhook')
    await aSentMessage()
    const lost = new Listener()
    const dies = Object.assign(lost, {
      tell: (events: ReadyEvent[]) => {
        lost.heard.push(...events.map(({ body }) => JSON.parse(body)))
        return Promise.reject(new Error('the process dies before it records this'))
      },
    })
    await assert.rejects(async () => (await to(dies)).run())
    const listener = new Listener()
    const delivery = await to(listener)
    await delivery.run()
    assert.isEmpty(listener.heard)
    delivery.clock.advance({ minutes: 3 })
    await delivery.run()
    assert.deepEqual(listener.heard, lost.heard)
    assert.equal(await countOf('outgoing_events'), 0)
  })

  test('a late outcome changes nothing that another process holds by now', async ({ assert }) => {
    await turnOn('webhook')
    await aSentMessage()
    const clock = new FrozenClock(TEST_NOW)
    const second = new Listener('webhook', true, FAILS)
    const first = new Listener('webhook', true)
    const slow: Destination = Object.assign(first, {
      async tell(events: ReadyEvent[]) {
        clock.advance({ minutes: 3 })
        await (await to(second, { clock })).run()
        return events.map(({ id }) => ({ id, outcome: 'delivered' as const }))
      },
    })
    await (await to(slow, { clock })).run()
    assert.lengthOf(second.heard, 1)
    const [row] = await db.from('outgoing_events')
    assert.include(row, { status: 'pending', retry_count: 1 })
  })

  test('two processes never tell the same one at a time', async ({ assert }) => {
    await turnOn('webhook')
    for (let n = 0; n < 40; n++) await aSentMessage()
    const other = await secondConnection()
    const listeners = [new Listener(), new Listener()]
    const settings = { batchSize: 3 }
    const deliveries = await Promise.all([
      to(listeners[0], { settings }),
      to(listeners[1], { settings, database: other.db }),
    ])
    await Promise.all(deliveries.map((delivery) => delivery.run()))
    await other.close()
    const heard = listeners.flatMap(({ messages }) => messages)
    assert.lengthOf(heard, 40)
    assert.equal(new Set(heard).size, 40)
  })

  test('one whose transaction commits after later ones is not passed over', async ({ assert }) => {
    await turnOn('webhook')
    const early = await aMessage({ status: 'sending' })
    const late = await aMessage({ status: 'sending' })
    const listener = new Listener()
    const delivery = await to(listener)
    const inBetween = async () => {
      /** SQLite has one writer: there the second cannot begin before the first has ended. */
      if (!isPostgres(db.connection())) return
      const other = await secondConnection()
      await transaction(other.db.connection(), (trx) => moveIn(trx, late.id, SENT))
      await other.close()
      await delivery.run()
      assert.deepEqual(listener.messages, [late.id])
    }
    await transaction(db.connection(), async (trx) => {
      await moveIn(trx, early.id, SENT)
      await inBetween()
    })
    if (listener.heard.length === 0) await move(late.id, SENT)
    await delivery.run()
    assert.sameMembers(listener.messages, [early.id, late.id])
  })

  test('a process that ends gives back what it has not begun', async ({ assert }) => {
    await turnOn('webhook')
    for (let n = 0; n < 4; n++) await aSentMessage()
    const ending = new AbortController()
    const listener = new Listener('webhook', true, () => {
      ending.abort()
      return { outcome: 'delivered' }
    })
    await (await to(listener)).run(ending.signal)
    assert.lengthOf(listener.heard, 1)
    const left = await db.from('outgoing_events')
    assert.lengthOf(left, 3)
    for (const row of left) assert.deepInclude(row, { attempts: 0, lease_token: null })
    await (await to(listener)).run()
    assert.lengthOf(listener.heard, 4)
  })
})
