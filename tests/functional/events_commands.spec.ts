import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { Clock } from '#app/clock'
import { Destinations } from '#outgoing/destination'
import { PostEvents } from '#outgoing/post_events'
import { EventsConfig } from '#settings/events_config'
import { Secret } from '@adonisjs/core/helpers'
import { AddressList } from '#values/address_list'
import { aMessage } from '#tests/helpers/arrange'
import { auditTrail } from '#tests/helpers/audit_trail'
import { withCleanDatabase } from '#tests/helpers/database'
import { KEY, move, SENT, turnOn } from '#tests/helpers/outgoing_events'
import { runAce } from '#tests/helpers/run_ace'
import { answer, ScriptedServer } from '#tests/helpers/scripted_server'

const SOME_ID = '0d9ff1e2-8f0c-4a52-9c39-4a6a2f5e8a11'

test.group('Commands for events', (group) => {
  withCleanDatabase(group)
  let receiver: ScriptedServer
  group.each.setup(async () => {
    receiver = await ScriptedServer.start()
    await turnOnWebhook(receiver.url)
    return async () => {
      app.container.restore(EventsConfig)
      app.container.restore(Destinations)
      await receiver.stop()
    }
  })

  /** The webhook of this test, with one attempt for each event. */
  async function turnOnWebhook(url: string) {
    const { settings } = await app.container.make(EventsConfig)
    const config = new EventsConfig({
      ...settings,
      url,
      secrets: [new Secret(KEY)],
      allowedAddresses: new AddressList(['127.0.0.1']),
    })
    const clock = await app.container.make(Clock)
    app.container.swap(EventsConfig, () => config)
    const destination = new PostEvents(url, config.settings, clock)
    app.container.swap(Destinations, () => new Destinations([destination]))
    await turnOn('webhook')
  }

  async function aDeadLetter(): Promise<string> {
    const { id } = await aMessage({ status: 'sending' })
    await move(id, SENT)
    await db.from('outgoing_events').where('message_id', id).update({
      status: 'dead_letter',
      attempts: 15,
      retry_count: 14,
      last_failure: 'http_503',
      given_up_at: '2026-03-13 09:00:00',
      next_attempt_at: '2026-03-13 09:00:00',
    })
    const [{ event_id: event }] = await db.from('outgoing_events').where('message_id', id)
    return event
  }

  const asJson = async (...args: string[]) => {
    const { code, stdout } = await runAce([...args, '--json'])
    return { code, json: JSON.parse(stdout) }
  }

  test('events:deliver tells what waits', async ({ assert }) => {
    receiver.on('/', answer(200))
    const { id } = await aMessage({ status: 'sending' })
    await move(id, SENT)
    const { code, json } = await asJson('events:deliver')
    assert.equal(code, 0)
    assert.deepEqual(json, { webhook: { delivered: 1, waiting: 0, deadLettered: 0 } })
    assert.lengthOf(receiver.requests, 1)
  })

  test('without a destination it says how to turn events on', async ({ assert }) => {
    app.container.swap(Destinations, () => new Destinations([]))
    const { code, json } = await asJson('events:deliver')
    assert.equal(code, 1)
    assert.match(json.error, /EVENTS_WEBHOOK_URL or KAFKA_EVENTS_TOPIC/)
  })

  test('a dead letter is listed, shown and replayed, each replay once', async ({ assert }) => {
    receiver.on('/', answer(200))
    const event = await aDeadLetter()
    const { json: list } = await asJson('events:dlq', 'list')
    assert.lengthOf(list.deadLetters, 1)
    assert.deepInclude(list.deadLetters[0], {
      id: event,
      destination: 'webhook',
      type: 'message.sent',
      attempts: 15,
      lastFailure: 'http_503',
    })
    const { json: shown } = await asJson('events:dlq', 'show', event)
    assert.deepInclude(shown.events[0].body, { id: event, type: 'message.sent' })

    assert.deepEqual(await asJson('events:dlq', 'replay', event), {
      code: 0,
      json: { replayed: 1 },
    })
    const again = await asJson('events:dlq', 'replay', event)
    assert.equal(again.code, 1)
    assert.match(again.json.error, /is not a dead letter: it waits/)
    const replays = (await auditTrail()).filter(({ action }) => action === 'events_replayed')
    assert.lengthOf(replays, 1)
    assert.deepInclude(replays[0].detail, { events: [`webhook:${event}`] })

    await asJson('events:deliver')
    assert.equal(JSON.parse(receiver.requests[0].body).id, event)
    assert.equal((await asJson('events:dlq', 'replay', event)).code, 3)
  })

  test('all dead letters are replayed at once', async ({ assert }) => {
    for (let n = 0; n < 120; n++) await aDeadLetter()
    const both = await Promise.all([asEvents(), asEvents()])
    assert.equal(both[0] + both[1], 120)
    const rows = await db.from('outgoing_events').where({ status: 'pending', replays: 1 })
    assert.lengthOf(rows, 120)
    assert.deepEqual(await asJson('events:dlq', 'replay', '--all'), {
      code: 0,
      json: { replayed: 0 },
    })
  })

  async function asEvents(): Promise<number> {
    const { ReplayEvents } = await import('#outgoing/replay_events')
    const replay = await app.container.make(ReplayEvents)
    return replay.run({ actor: 'cli:test' })
  }

  test('bad input is refused in words', async ({ assert }) => {
    for (const [args, words] of [
      [['nope'], /"nope" is not one of list, show, replay/],
      [['show'], /show needs the id/],
      [['show', '12'], /"12" is not the id of an event/],
      [['replay'], /replay needs the id/],
      [['list', '--all'], /--all is for replay/],
      [['list', '--limit=0'], /--limit is 0/],
    ] as [string[], RegExp][]) {
      const { code, json } = await asJson('events:dlq', ...args)
      assert.equal(code, 1)
      assert.match(json.error, words)
    }
    assert.equal((await asJson('events:dlq', 'show', SOME_ID)).code, 3)
  })

  test('health says what waits and what was given up, and nothing where events are off', async ({
    assert,
  }) => {
    const check = async () => {
      const { json } = await asJson('sms:health')
      return json.checks.find(({ name }: { name: string }) => name === 'events')
    }
    assert.deepInclude(await check(), { status: 'pass', observedValue: 0 })
    await aDeadLetter()
    const dead = await check()
    assert.equal(dead.status, 'warn')
    assert.match(dead.output, /1 events are dead letters: "node ace events:dlq list"/)

    await db.from('event_destinations').update({
      failing_since: '2026-03-10 09:00:00',
      last_failure: 'http_503',
    })
    const { id } = await aMessage({ status: 'sending' })
    await move(id, SENT)
    const failing = await check()
    assert.deepInclude(failing, { status: 'warn', observedValue: 1 })
    assert.match(
      failing.output,
      /Nothing has arrived at the webhook destination for .* \(http_503\)/
    )

    await db.from('event_destinations').update({ failing_since: null })
    assert.match((await check()).output, /are due and not told, .*scheduler:run/)

    app.container.restore(EventsConfig)
    assert.isUndefined(await check())
  })
})
