import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { header, headerOf } from '#ingest/broker/broker_record'
import { createTopics, withAdmin } from '#ingest/broker/topics'
import { isPostgres } from '#storage/dialect_of'
import { cleanDatabase, countOf } from '#tests/helpers/database'
import { anSmsRequest, KafkaWorld, schedulesByKey, until } from '#tests/helpers/kafka'

test.group('Kafka | trouble', (group) => {
  let world: KafkaWorld | undefined
  group.each.setup(async () => {
    await cleanDatabase()
    return () => world?.close()
  })

  test('what cannot be taken in is a dead letter, byte by byte, and holds up nothing', async ({
    assert,
  }) => {
    world = await KafkaWorld.make({ partitions: 1, largestRecordBytes: 2_048 })
    const { topics } = world
    const key = Buffer.from([0xff, 0x00, 0x01])
    const headers = [header('trace', 'one'), header('trace', 'two')] as [Buffer, Buffer][]
    const bad: [errorClass: string, value: Buffer | null][] = [
      ['malformed', Buffer.from('{"appName": "sms", ')],
      ['malformed', Buffer.from([0x22, 0xc3, 0x28, 0x22])],
      ['malformed', null],
      ['invalid', Buffer.from('[1, 2]')],
      ['invalid', Buffer.from(JSON.stringify(anSmsRequest({ jobData: { phoneNumber: 1 } })))],
      ['unknown_app', Buffer.from(JSON.stringify(anSmsRequest({ appName: 'fax' })))],
      ['oversize', Buffer.alloc(2_100, 0x20)],
      [
        'conflict',
        Buffer.from(JSON.stringify(anSmsRequest({ idempotencyKey: 'k', priority: 'low' }))),
      ],
    ]
    await world.send([
      { json: anSmsRequest({ idempotencyKey: 'k' }) },
      ...bad.map(([, value]) => ({ key, headers, value })),
      { topic: topics.retry, value: Buffer.from('no JSON') },
      { json: anSmsRequest({ idempotencyKey: 'last' }) },
    ])
    await world.consume()
    await until(() => world!.isDrained())

    assert.deepEqual([...(await schedulesByKey()).keys()].sort(), ['k', 'last'])
    const letters = await world.read(topics.ingestDeadLetters)
    assert.lengthOf(letters, bad.length)
    for (const [place, [errorClass, value]] of bad.entries()) {
      const letter = letters[place]
      assert.equal(headerOf(letter, 'rappel-error-class'), errorClass)
      assert.deepEqual(letter.key, key)
      assert.deepEqual(letter.value, value)
      assert.deepEqual(letter.headers.slice(0, 2), headers)
      assert.equal(headerOf(letter, 'rappel-topic'), topics.ingest)
      assert.equal(headerOf(letter, 'rappel-partition'), '0')
      assert.equal(headerOf(letter, 'rappel-offset'), String(place + 1))
      assert.equal(headerOf(letter, 'rappel-attempts'), '1')
      assert.isNotEmpty(headerOf(letter, 'rappel-reason'))
    }
    assert.lengthOf(await world.read(topics.retryDeadLetters), 1)
  })

  test('while a dead letter cannot be stored, nothing is committed', async ({ assert }) => {
    world = await KafkaWorld.make({
      partitions: 1,
      without: ['ingestDeadLetters'],
      publishWithinMs: 1_000,
    })
    const { topics, config } = world
    await world.send([{ json: anSmsRequest({ requestId: 'good' }) }, { value: Buffer.from('bad') }])
    await world.consume()
    await until(async () => (await countOf('schedules')) === 1)
    await delay(1_500)
    assert.isFalse(await world.isDrained())

    await withAdmin(config.settings, (admin) =>
      createTopics(admin, [{ topic: topics.ingestDeadLetters, partitions: 1 }])
    )
    await until(() => world!.isDrained())
    assert.lengthOf(await world.read(topics.ingestDeadLetters), 1)
    assert.equal(await countOf('schedules'), 1)
  })

  test('a record that the database refuses each time is tried four times, and the others are taken in', async ({
    assert,
  }) => {
    world = await KafkaWorld.make({ partitions: 1, retryWaitsMs: [10, 20, 40] })
    const lift = await refuseKey('poison')
    try {
      await world.send(
        ['a', 'poison', 'b'].map((requestId) => ({ json: anSmsRequest({ requestId }) }))
      )
      await world.consume()
      await until(() => world!.isDrained())
    } finally {
      await lift()
    }
    assert.deepEqual([...(await schedulesByKey()).keys()].sort(), ['a', 'b'])
    const [letter] = await world.read(world.topics.ingestDeadLetters)
    assert.equal(headerOf(letter, 'rappel-error-class'), 'failed')
    assert.equal(headerOf(letter, 'rappel-attempts'), '4')
  })
})

/** Inserting a schedule with this key violates a constraint. */
async function refuseKey(key: string): Promise<() => Promise<void>> {
  const client = db.connection()
  if (isPostgres(client)) {
    await client.rawQuery(
      `ALTER TABLE schedules ADD CONSTRAINT refused CHECK (idempotency_key <> '${key}')`
    )
    return async () => void (await client.rawQuery('ALTER TABLE schedules DROP CONSTRAINT refused'))
  }
  await client.rawQuery(`CREATE TRIGGER refused BEFORE INSERT ON schedules
    WHEN NEW.idempotency_key = '${key}' BEGIN SELECT RAISE(ABORT, 'refused'); END`)
  return async () => void (await client.rawQuery('DROP TRIGGER refused'))
}
