import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { Destinations, type Destination, type ReadyEvent, type Told } from '#outgoing/destination'
import { EventsService } from '#services/events_service'
import { RunningWork } from '#services/running_work'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import { until } from '#tests/helpers/kafka'
import {
  aDelivery,
  aSentMessage,
  FAILS,
  Listener,
  turnOn,
  type DeliveryOptions,
} from '#tests/helpers/outgoing_events'

test.group('Outgoing events | destinations', (group) => {
  withCleanDatabase(group)

  const to = (listener: Destination, options: DeliveryOptions = {}) =>
    aDelivery({ destinations: [listener], ...options })

  test('a destination that fails holds up no other', async ({ assert }) => {
    await turnOn('webhook', 'kafka')
    for (let n = 0; n < 3; n++) await aSentMessage()
    const failing = new Listener('webhook', true, FAILS)
    const listener = new Listener('kafka', false)
    const told = await (await aDelivery({ destinations: [failing, listener] })).run()
    assert.lengthOf(listener.heard, 3)
    assert.deepEqual(told.webhook, { delivered: 0, waiting: 3, deadLettered: 0 })
    /** And is not asked about all that waits. */
    assert.lengthOf(failing.heard, 3)
  })

  test('a destination that hangs delays no other', async ({ assert, cleanup }) => {
    await turnOn('webhook', 'kafka')
    await aSentMessage()
    let end = () => {}
    const hanging = Object.assign(new Listener(), {
      tell: (events: ReadyEvent[]) =>
        new Promise<Told[]>((resolve) => {
          end = () => resolve(events.map(({ id }) => ({ id, outcome: 'not_begun' })))
        }),
    })
    const listener = new Listener('kafka', false)
    app.container.swap(Destinations, () => new Destinations([hanging, listener]))
    const work = new RunningWork()
    app.container.swap(RunningWork, () => work)
    cleanup(async () => {
      app.container.restore(Destinations)
      app.container.restore(RunningWork)
    })
    const service = await app.container.make(EventsService)
    const going = service.keepDelivering()
    await until(() => listener.heard.length === 1)
    await aSentMessage()
    await until(() => listener.heard.length === 2, { what: 'the second event' })
    work.tellToEnd()
    end()
    await going
    assert.lengthOf(new Set(listener.messages), 2)
  })

  test('a destination that does not give up waits for as long as it takes', async ({ assert }) => {
    await turnOn('kafka')
    const { id } = await aSentMessage()
    const listener = new Listener('kafka', false, FAILS)
    const delivery = await to(listener)
    for (let day = 0; day < 10; day++) {
      await delivery.run()
      delivery.clock.advance({ days: 1 })
    }
    listener.answer = () => ({ outcome: 'delivered' })
    await delivery.run()
    assert.lengthOf(listener.heard, 11)
    assert.equal(new Set(listener.messages).size, 1)
    assert.equal(listener.messages[0], id)
    assert.equal(await countOf('outgoing_events'), 0)
  })

  test('turning a destination on and off begins and ends recording', async ({ assert }) => {
    const listener = new Listener()
    await (await to(listener)).run()
    await aSentMessage()
    await (await aDelivery({ destinations: [] })).run()
    await aSentMessage()
    assert.equal(await countOf('outgoing_events'), 1)
    await (await to(listener)).run()
    assert.lengthOf(listener.heard, 1)
  })
})
