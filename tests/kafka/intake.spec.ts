import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { cleanDatabase, countOf } from '#tests/helpers/database'
import { anSmsRequest, KafkaWorld, schedulesByKey, until } from '#tests/helpers/kafka'

test.group('Kafka | intake', (group) => {
  let world: KafkaWorld
  group.each.setup(async () => {
    await cleanDatabase()
    world = await KafkaWorld.make()
    return () => world.close()
  })

  test('requests of both topics become jobs, each once, and are committed', async ({ assert }) => {
    await world.send([
      { json: anSmsRequest({ idempotencyKey: 'a', priority: 'high' }) },
      { json: anSmsRequest({ idempotencyKey: 'a', priority: 'high' }) },
      { json: anSmsRequest({ requestId: 'b' }) },
      { json: anSmsRequest({ requestId: 'b' }) },
      { json: anSmsRequest() },
      {
        topic: world.topics.retry,
        json: {
          requestId: 'c',
          appName: 'sms_retry',
          jobData: {
            campaignTaskId: 12345,
            createdOn: '2025-11-14 15:00:00',
            retryTime: '2099-11-14 15:30:00',
            retryAttempt: 1,
          },
        },
      },
      {
        topic: world.topics.retry,
        json: { requestId: 'd', campaignTaskId: '77', retryTime: '2099-11-14 15:30:00' },
      },
    ])
    const consumer = await world.consume()
    await until(() => world.isDrained())
    const summary = await consumer.stop()

    assert.deepInclude(summary, { received: 7, created: 5, duplicates: 2, deadLetters: 0 })
    const keys = await schedulesByKey()
    assert.deepEqual([...keys.values()], [1, 1, 1, 1, 1])
    assert.includeMembers([...keys.keys()], ['a', 'b', 'c', 'd'])
    const rows = await db.from('schedules').orderBy('idempotency_key')
    const [a, , , d] = ['a', 'b', 'c', 'd'].map((key) =>
      rows.find((row) => row.idempotency_key === key)
    )
    assert.equal(a.priority, 1)
    assert.equal(a.source, 'kafka')
    assert.deepInclude(JSON.parse(d.payload), { campaignTaskId: 77, retryAttempt: 1 })
    assert.equal(await countOf('ingest_partitions'), 6)

    const again = await world.consume({ groupId: `${world.config.settings.groupId}-again` })
    await until(async () => {
      const [{ received }] = await db.from('ingest_partitions').sum('received as received')
      return Number(received) === 14
    })
    assert.deepInclude(await again.stop(), { received: 7, created: 0, duplicates: 7 })
    assert.equal(await countOf('schedules'), 5)
  })
})
