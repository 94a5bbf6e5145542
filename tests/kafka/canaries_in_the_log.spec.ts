import { test } from '@japa/runner'
import { AceProcess } from '#tests/helpers/ace_process'
import { cleanDatabase } from '#tests/helpers/database'
import { anSmsRequest, KafkaWorld, schedulesByKey, until } from '#tests/helpers/kafka'

const NUMBER = '+237698880001'
const jobData = { phoneNumber: NUMBER, message: 'Ouroukamba Zandibolo' }

test.group('Kafka | the log', (group) => {
  let world: KafkaWorld | undefined
  group.each.setup(async () => {
    await cleanDatabase()
    return () => world?.close()
  })

  test('says nothing of a record, whether it is taken in or not', async ({ assert }) => {
    world = await KafkaWorld.make({ partitions: 1 })
    await world.send([
      { json: anSmsRequest({ jobData }) },
      { json: anSmsRequest({ jobData: { ...jobData, phoneNumber: '69888 Zandibolo' } }) },
      { json: anSmsRequest({ appName: 'Zandibolo' }) },
      { value: Buffer.from(`{"Zandibolo": "${NUMBER}`) },
      { json: anSmsRequest({ jobData, idempotencyKey: 'last' }) },
    ])
    const environment = { ...world.environment, LOG_LEVEL: 'trace' }
    const consumer = new AceProcess(['kafka:consume'], environment)
    await until(async () => (await schedulesByKey()).has('last') && (await world!.isDrained()))
    consumer.kill('SIGTERM')
    const { code, stderr } = await consumer.ended
    assert.equal(code, 0)
    assert.lengthOf(await world.read(world.topics.ingestDeadLetters), 3)
    for (const canary of ['69888', 'zandibolo', 'ouroukamba'])
      assert.notInclude(stderr.toLowerCase(), canary)
    assert.include(stderr, '"event"')
  })
})
