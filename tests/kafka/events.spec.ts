import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { headerOf } from '#ingest/broker/broker_record'
import { createTopics, withAdmin } from '#ingest/broker/topics'
import { ManageTopics } from '#ingest/manage_topics'
import { EVENT_HEADER, PublishEvents } from '#outgoing/publish_events'
import { KafkaConfig } from '#settings/kafka_config'
import { aMessage } from '#tests/helpers/arrange'
import { cleanDatabase, countOf } from '#tests/helpers/database'
import { KafkaWorld, until } from '#tests/helpers/kafka'
import { aDelivery, DELIVERED, move, SENT, turnOn } from '#tests/helpers/outgoing_events'
import { freePort } from '#tests/helpers/postgres'
import { runAceProcess } from '#tests/helpers/ace_process'

test.group('Kafka | events', (group) => {
  let world: KafkaWorld
  let topic: string
  group.each.setup(async () => {
    await cleanDatabase()
    topic = `events-${randomUUID().slice(0, 8)}`
    world = await KafkaWorld.make({ eventsTopic: topic })
    await turnOn('kafka')
    return () => world.close()
  })

  const makeTopic = () =>
    withAdmin(world.config.settings, (admin) => createTopics(admin, [{ topic, partitions: 3 }]))

  const publisherOf = (changes: object = {}) =>
    new PublishEvents({ ...world.config.settings, ...changes })

  async function told(publisher: PublishEvents) {
    const { run } = await aDelivery({ destinations: [publisher] })
    const { kafka } = await run()
    await publisher.close()
    return kafka
  }

  test('are published with the message as key, an id, and in order', async ({ assert }) => {
    await makeTopic()
    const messages = await Promise.all([1, 2, 3].map(() => aMessage({ status: 'sending' })))
    for (const { id } of messages) await move(id, SENT)
    for (const { id } of messages) await move(id, DELIVERED)
    assert.deepEqual(await told(publisherOf()), { delivered: 6, waiting: 0, deadLettered: 0 })
    assert.equal(await countOf('outgoing_events'), 0)

    const records = await world.read(topic)
    assert.lengthOf(records, 6)
    assert.equal(new Set(records.map((record) => headerOf(record, EVENT_HEADER))).size, 6)
    for (const { id } of messages) {
      const own = records.filter(({ key }) => key?.toString() === String(id))
      const events = own.map(({ value }) => JSON.parse(value!.toString()))
      assert.deepEqual(
        events.map(({ type }) => type),
        ['message.sent', 'message.delivered']
      )
      assert.equal(headerOf(own[0], EVENT_HEADER), events[0].id)
    }
  })

  test('wait while the broker is away, and none is lost', async ({ assert }) => {
    await makeTopic()
    const { id } = await aMessage({ status: 'sending' })
    await move(id, SENT)
    const nobody = `127.0.0.1:${await freePort()}`
    const away = await told(publisherOf({ brokers: [nobody], publishWithinMs: 1_000 }))
    assert.deepEqual(away, { delivered: 0, waiting: 1, deadLettered: 0 })
    assert.deepEqual(await told(publisherOf()), { delivered: 1, waiting: 0, deadLettered: 0 })
    assert.lengthOf(await world.read(topic), 1)
  })

  test('the topic is made with the others', async ({ assert }) => {
    const topics = await world.resolver().make(ManageTopics)
    const reports = await topics.run()
    assert.containsSubset(reports, [{ topic, use: 'events', created: true, problems: [] }])
    const off = new KafkaConfig({ ...world.config.settings, eventsTopic: '' })
    const uses = (await new ManageTopics(off).run()).map(({ use }) => use)
    assert.notInclude(uses, 'events')
  })

  test('a topic without brokers, or with another purpose, is refused at boot', ({ assert }) => {
    const { settings } = world.config
    const refused = (changes: object) => () => new KafkaConfig({ ...settings, ...changes })
    assert.throws(refused({ brokers: [] }), /there are no brokers: set KAFKA_BROKERS/)
    assert.throws(refused({ eventsTopic: settings.topics.send }), /a name is used twice/)
  })

  test('events:deliver publishes from a process of its own', async ({ assert }) => {
    await makeTopic()
    const { id } = await aMessage({ status: 'sending' })
    await move(id, SENT)
    const environment = { ...world.environment, KAFKA_EVENTS_TOPIC: topic }
    const { code, stdout, stderr } = await runAceProcess(['events:deliver', '--json'], environment)
    assert.equal(code, 0, stderr)
    assert.equal(JSON.parse(stdout).kafka.delivered, 1)
    await until(async () => (await world.read(topic)).length === 1)
  })
})
