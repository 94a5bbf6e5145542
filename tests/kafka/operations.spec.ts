import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { CheckHealth } from '#monitoring/check_health'
import { ManageTopics } from '#ingest/manage_topics'
import { KafkaConfig } from '#settings/kafka_config'
import { cleanDatabase, countOf } from '#tests/helpers/database'
import { temporaryFolder } from '#tests/helpers/at_exit'
import { anSmsRequest, KafkaWorld, schedulesByKey, until } from '#tests/helpers/kafka'
import { runAce } from '#tests/helpers/run_ace'

test.group('Kafka | operations', (group) => {
  let world: KafkaWorld
  group.each.setup(async () => {
    await cleanDatabase()
    world = await KafkaWorld.make({
      partitions: 1,
      without: ['retryDeadLetters', 'send'],
      health: { lagWarn: 3, silentSeconds: 60, stillSeconds: 120 },
    })
    app.container.swap(KafkaConfig, () => world.config)
    return async () => {
      app.container.restore(KafkaConfig)
      await world.close()
    }
  })

  async function health() {
    const check = await app.container.make(CheckHealth)
    const report = await check.run({ only: 'kafka' })
    return report.checks[0]
  }

  const ace = async (...args: string[]) => {
    const { code, stdout } = await runAce([...args, '--json'])
    return { code, json: JSON.parse(stdout) }
  }

  test('missing topics are made, and others are said to be wrong', async ({ assert }) => {
    const { topics, settings } = { topics: world.topics, settings: world.config.settings }
    const { code, json } = await ace('kafka:topics')
    assert.equal(code, 1, JSON.stringify(json))
    const by = (topic: string) => json.topics.find((each: any) => each.topic === topic)
    assert.deepInclude(by(topics.send), { created: true, problems: [] })
    assert.deepInclude(by(topics.retryDeadLetters), { created: true, problems: [] })
    assert.match(by(topics.ingestDeadLetters).problems[0], /max\.message\.bytes to 1114124/)

    const more = new KafkaConfig({ ...settings, partitions: 6 })
    const reports = await new ManageTopics(more).run({ dryRun: true })
    const { problems } = reports.find(({ use }) => use === 'ingest')!
    assert.match(problems[0], /has 1 partition/)
  })

  test('lag, counts and health say how far the consumers are', async ({ assert }) => {
    assert.include(await health(), { status: 'fail' })
    await world.send([
      ...[1, 2, 3].map((id) => ({ json: anSmsRequest({ requestId: `r${id}` }) })),
      { json: anSmsRequest({ requestId: 'r1' }) },
      { value: Buffer.from('bad') },
    ])
    assert.deepInclude((await ace('kafka:lag')).json, { lag: 5, messagesReceived: 0 })
    const consumer = await world.consume()
    await until(() => world.isDrained())
    await until(async () => (await health()).status === 'pass')
    await consumer.stop()
    assert.deepInclude((await ace('kafka:lag')).json, {
      lag: 0,
      messagesReceived: 5,
      messagesProcessed: 3,
      messagesDuplicate: 1,
      messagesFailed: 0,
      messagesSentToDLQ: 1,
    })

    const ofIngest = () => db.from('ingest_partitions').where('topic', world.topics.ingest)
    await ofIngest().update({ end_offset: 10 })
    assert.include(await health(), { status: 'warn', observedValue: 5 })
    await ofIngest().update({ progressed_at: '2026-01-01 00:00:00' })
    const still = await health()
    assert.equal(still.status, 'fail')
    assert.match(still.output, /stands still/)
    await ofIngest().update({ seen_at: '2026-01-01 00:00:00' })
    assert.match((await health()).output, /No consumer takes in requests of .*kafka:consume/)
  })

  test('dead letters are listed, shown, edited and replayed, none twice', async ({ assert }) => {
    const wrong = { phoneNumber: '+237699887766', message: '' }
    await world.send([
      { json: anSmsRequest({ requestId: 'fixed', jobData: wrong }) },
      { value: Buffer.from(JSON.stringify(anSmsRequest({ appName: 'fax' }))) },
    ])
    const consumer = await world.consume()
    await until(() => world.isDrained())
    const list = await runAce(['kafka:dlq', 'list', '--json'])
    assert.notInclude(list.stdout, '99887766')
    const letters = JSON.parse(list.stdout).deadLetters
    assert.lengthOf(letters, 2)
    const [invalid] = letters.filter((each: any) => each.errorClass === 'invalid')
    const shown = await ace('kafka:dlq', 'show', invalid.id)
    assert.deepEqual(JSON.parse(shown.json.value).jobData, wrong)

    const file = join(temporaryFolder('rappel-letter-'), 'letter.json')
    writeFileSync(file, JSON.stringify(anSmsRequest({ requestId: 'fixed' })))
    const first = await ace('kafka:dlq', 'replay', invalid.id, `--file=${file}`)
    assert.deepInclude(first.json, { outcome: 'replayed', topic: world.topics.ingest })
    const second = await ace('kafka:dlq', 'replay', invalid.id)
    assert.equal(second.code, 1)
    assert.match(second.json.error, /replayed before/)
    await until(async () => (await schedulesByKey()).has('fixed'))
    await until(() => world.isDrained())
    await consumer.stop()

    assert.equal(await countOf('schedules'), 1)
    assert.equal(await countOf('ingest_replays'), 1)
    const actions = await db.from('audit_events').select('action')
    assert.includeMembers(
      actions.map(({ action }) => action),
      ['personal_data_read', 'dead_letter_replayed']
    )
    assert.equal((await ace('kafka:dlq', 'show', `${world.topics.ingestDeadLetters}:0:99`)).code, 3)
  })
})
