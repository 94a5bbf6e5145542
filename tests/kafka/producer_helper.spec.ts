import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { temporaryFolder } from '#tests/helpers/at_exit'
import { cleanDatabase } from '#tests/helpers/database'
import { KafkaWorld, until } from '#tests/helpers/kafka'
import { BACKOFF_MS, retryTimeOf } from '../../clients/kafka/rappel_producer.js'

const run = promisify(execFile)

/** A program of somebody else: one file of ours, and the client of Kafka. */
const PROGRAM = `
import { RappelProducer } from './rappel_producer.js'
const [brokers, ingestTopic, retryTopic] = process.argv.slice(2)
const rappel = new RappelProducer({ brokers: [brokers], ingestTopic, retryTopic })
const at = new Date('2099-01-02T03:04:05Z')
await rappel.scheduleRetry(9, new Date('2026-01-01T00:00:00Z'), at, 2, 'Network timeout')
await rappel.scheduleRetry(9, new Date('2026-01-01T00:00:00Z'), at, 2, 'Network timeout')
console.log(await rappel.scheduleJob({
  appName: 'sms', scheduledTime: at, priority: 'low',
  jobData: { phoneNumber: '+237690000001', message: 'Bonjour' },
}))
await rappel.close()
`

test.group('Kafka | producer helper', (group) => {
  group.each.setup(() => cleanDatabase())

  test('works from a plain Node program that has not the rest of Rappel', async ({ assert }) => {
    const world = await KafkaWorld.make({ partitions: 1 })
    const folder = temporaryFolder('rappel-client-')
    const client = app.makePath('node_modules/@platformatic/kafka')
    mkdirSync(join(folder, 'node_modules/@platformatic'), { recursive: true })
    symlinkSync(client, join(folder, 'node_modules/@platformatic/kafka'))
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
    writeFileSync(join(folder, 'program.js'), PROGRAM)
    const helper = 'rappel_producer.js'
    copyFileSync(app.makePath('clients/kafka', helper), join(folder, helper))
    const { topics, environment } = world
    const args = ['program.js', environment.KAFKA_BROKERS, topics.ingest, topics.retry]
    const { stdout } = await run(process.execPath, args, { cwd: folder })

    await world.consume()
    await until(() => world.isDrained())
    const rows = await db.from('schedules').orderBy('app_name')
    assert.deepEqual(
      rows.map(({ app_name: name }) => name),
      ['sms', 'sms_retry']
    )
    assert.deepInclude(rows[0], { priority: 3, idempotency_key: stdout.trim() })
    assert.deepEqual(JSON.parse(rows[1].payload), {
      campaignTaskId: 9,
      createdOn: '2026-01-01T00:00:00.000Z',
      retryTime: '2099-01-02T03:04:05.000Z',
      retryAttempt: 2,
      failureReason: 'Network timeout',
    })
    await world.close()
  })

  test('its presets wait 1, 5, 15, 30 and then 60 minutes', ({ assert }) => {
    const from = new Date('2026-01-01T00:00:00Z')
    const minutes = [1, 2, 3, 4, 5, 6, 99].map(
      (attempt) => (retryTimeOf(attempt, from).getTime() - from.getTime()) / 60_000
    )
    assert.deepEqual(minutes, [1, 5, 15, 30, 60, 60, 60])
    assert.lengthOf(BACKOFF_MS, 5)
    assert.throws(() => retryTimeOf(0), /whole number from 1/)
  })
})
