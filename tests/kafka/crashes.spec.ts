import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import { headerOf } from '#ingest/broker/broker_record'
import { startBroker } from '../../scripts/kafka/start_broker.js'
import { AceProcess } from '#tests/helpers/ace_process'
import { cleanDatabase } from '#tests/helpers/database'
import { anSmsRequest, KafkaWorld, schedulesByKey, until } from '#tests/helpers/kafka'
import { preloaded } from '#tests/helpers/preloaded'

/** Consumers that are killed leave their group this much later. */
const sessionTimeoutMs = 1_500

test.group('Kafka | crashes and rebalances', (group) => {
  let world: KafkaWorld | undefined
  group.each.setup(async () => {
    await cleanDatabase()
    return () => world?.close()
  })

  test('a record that kills the process is a dead letter after three kills, and no other is', async ({
    assert,
  }) => {
    world = await KafkaWorld.make({ partitions: 1 })
    const good = Array.from({ length: 20 }, (_, index) => ({
      json: anSmsRequest({ requestId: `good-${index}` }),
    }))
    const killer = Buffer.from('{"text": "this kills the process"}')
    await world.send([...good.slice(0, 10), { value: killer }, ...good.slice(10)])
    const environment = { ...world.environment, ...preloaded('restless_consumer', 'record_kills') }
    const signals: (string | null)[] = []
    for (let start = 1; start <= 3; start++)
      signals.push((await new AceProcess(['kafka:consume'], environment).ended).signal)
    const last = new AceProcess(['kafka:consume', '--json'], environment)
    await Promise.race([until(() => world!.isDrained()), last.ended])
    last.kill('SIGTERM')
    const { code } = await last.ended

    assert.deepEqual([...signals, code], ['SIGKILL', 'SIGKILL', 'SIGKILL', 0])
    assert.equal((await schedulesByKey()).size, 20)
    const letters = await world.read(world.topics.ingestDeadLetters)
    assert.lengthOf(letters, 1)
    assert.deepEqual(letters[0].value, killer)
    assert.equal(headerOf(letters[0], 'rappel-error-class'), 'killed_process')
    assert.equal(headerOf(letters[0], 'rappel-attempts'), '3')
  })

  test('consumers that come, go and are killed under load take every record in once', async ({
    assert,
  }) => {
    world = await KafkaWorld.make({ partitions: 6, batchSize: 50, sessionTimeoutMs })
    const { environment } = world
    const records = 6_000
    const keys = Array.from({ length: records }, (_, index) => `key-${index}`)
    const send = async () => {
      for (let from = 0; from < records; from += 500) {
        await world!.send(
          keys.slice(from, from + 500).map((requestId) => ({ json: anSmsRequest({ requestId }) }))
        )
        await delay(50)
      }
    }
    const sending = send()
    const first = await world.consume()
    const killed = new AceProcess(['kafka:consume'], environment)
    await Promise.race([killed.printed('started'), killed.ended])
    const second = await world.consume()
    await until(async () => (await schedulesByKey()).size > 1_000)
    killed.kill('SIGKILL')
    const third = await world.consume()
    await first.stop()
    await sending
    await until(() => world!.isDrained())
    await Promise.all([second.stop(), third.stop(), killed.ended])

    const byKey = await schedulesByKey()
    assert.equal(byKey.size, records)
    assert.deepEqual(new Set(byKey.values()), new Set([1]))
    assert.isEmpty(await world.read(world.topics.ingestDeadLetters))
  })

  test('a broker that dies and comes back loses nothing', async ({ assert }) => {
    const broker = await startBroker()
    world = await KafkaWorld.make({ brokers: [broker.address] })
    await world.send([{ json: anSmsRequest({ requestId: 'before' }) }])
    await world.consume()
    await until(async () => (await schedulesByKey()).size === 1)
    await broker.kill()
    await broker.start()
    await until(() =>
      world!.send([{ json: anSmsRequest({ requestId: 'after' }) }]).then(
        () => true,
        () => false
      )
    )
    await until(async () => (await schedulesByKey()).size === 2)
    await until(() => world!.isDrained())
    assert.sameMembers([...(await schedulesByKey()).keys()], ['before', 'after'])
    await world.close()
    world = undefined
    await broker.stop()
  }).skip(process.env.DB_CONNECTION === 'pg', 'it is the same with every database')
})
