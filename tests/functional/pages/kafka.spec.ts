import { createServer, type AddressInfo, type Socket } from 'node:net'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { KafkaConfig } from '#settings/kafka_config'
import { withCleanDatabase } from '#tests/helpers/database'
import { readable, Walker } from '#tests/helpers/walker'

/** Milliseconds for a page on a busy machine; the client's own patience is longer. */
const SOON_MS = 20_000

/** Accepts connections and never answers. */
async function aSilentBroker() {
  const sockets: Socket[] = []
  const server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const stop = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  return { broker: `127.0.0.1:${port}`, stop }
}

test.group('What programs send, on pages', (group) => {
  withCleanDatabase(group)
  group.each.teardown(() => app.container.restore(KafkaConfig))

  const withBroker = async (broker: string) => {
    const { settings } = await app.container.make(KafkaConfig)
    const config = new KafkaConfig({ ...settings, brokers: [broker] })
    app.container.swap(KafkaConfig, () => config)
    return config
  }

  test('shows nothing of Kafka where it is off', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator')
    assert.notInclude(readable(await visitor.get('/attention')), 'Kafka')
    assert.notInclude((await visitor.get('/system')).html, 'id="kafka"')
    for (const path of ['/attention/kafka', '/attention/kafka/jobs.dlq:0:1'])
      assert.equal((await visitor.get(path)).status, 404)
    assert.equal((await visitor.post('/attention/kafka/jobs.dlq:0:1/replay')).status, 404)
  })

  test('says soon that Kafka does not answer', async ({ assert }) => {
    const { broker, stop } = await aSilentBroker()
    try {
      const { topics } = (await withBroker(broker)).settings
      const record = `/attention/kafka/${topics.ingestDeadLetters}:0:1`
      const visitor = await Walker.signedIn('operator', 'en')
      for (const path of ['/attention', '/attention/kafka', record]) {
        const begin = performance.now()
        const page = await visitor.get(path)
        assert.equal(page.status, 200)
        assert.include(readable(page), 'Kafka does not answer.', path)
        assert.isBelow(performance.now() - begin, SOON_MS, path)
      }
    } finally {
      stop()
    }
  }).timeout(120_000)

  test('shows how far each partition is, as its consumer wrote it down', async ({ assert }) => {
    const { settings } = await withBroker('127.0.0.1:1')
    const visitor = await Walker.signedIn('viewer', 'en')
    assert.include(readable(await visitor.get('/system')), 'No process has taken in requests yet.')
    await db.table('ingest_partitions').insert({
      topic: settings.topics.ingest,
      partition_id: 2,
      next_offset: 10,
      end_offset: 1_244,
      worker: 'a:1',
      seen_at: '2026-03-10 09:00:00',
      progressed_at: '2026-03-10 09:00:00',
    })
    const page = readable(await visitor.get('/system'))
    assert.include(page, `${settings.topics.ingest}, partition 2 1,234`)
  })

  test('counts events that did not arrive, and has them told again once', async ({ assert }) => {
    const at = '2026-03-10 09:00:00'
    const times = { occurred_at: at, next_attempt_at: at, given_up_at: at }
    for (const id of ['a', 'b'])
      await db.table('outgoing_events').insert({
        event_id: id,
        destination: 'webhook',
        type: 'message.delivered',
        status: 'dead_letter',
        ...times,
      })
    const viewer = await Walker.signedIn('viewer', 'en')
    const seen = await viewer.get('/attention')
    assert.include(readable(seen), '2 events did not reach other programs')
    assert.include(readable(seen), 'No message needs a decision, but something else does.')
    assert.notInclude(seen.html, 'events/replay')

    const operator = await Walker.signedIn('operator', 'en')
    assert.include(readable(await operator.get('/attention')), 'Tell 2 events again')
    const told = await operator.post('/attention/events/replay')
    assert.include(readable(told), '2 events are told again.')
    assert.include(readable(told), 'Nothing needs a decision')
    const again = await operator.post('/attention/events/replay')
    assert.include(readable(again), 'There was nothing left to tell.')
  })
})
