import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { Database } from '@adonisjs/lucid/database'
import { Clock, FrozenClock } from '#app/clock'
import { KafkaConfig } from '#settings/kafka_config'
import { CollectMetrics } from '#monitoring/metrics/collect_metrics'
import { expositionOf } from '#monitoring/metrics/exposition'
import { PauseSending } from '#delivery/pauses/pause_sending'
import { EVERYTHING } from '#delivery/pauses/pause_target'
import { fromSqlInstant } from '#storage/instants'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { parseExposition } from '#tests/helpers/exposition'
import { make } from '#tests/helpers/make'
import { anAccount, aPausedAccount, aRun, aWorker } from '#tests/helpers/operation_rows'
import { listeningClient, planOf } from '#tests/helpers/query_plans'
import { ago, now, TEST_NOW } from '#tests/helpers/test_clock'

/** The names of the contract with other programs, and the labels of each. */
const CONTRACT: Record<string, string[]> = {
  rappel_messages_total: ['type', 'outcome'],
  rappel_attempts_total: ['outcome'],
  rappel_due_messages: [],
  rappel_oldest_due_age_seconds: [],
  rappel_dead_letters: [],
  rappel_gateway_request_duration_seconds: ['le'],
  rappel_schedule_last_success_timestamp_seconds: ['job'],
  rappel_scheduler_heartbeat_timestamp_seconds: [],
  rappel_gateway_units: [],
  rappel_gateway_units_expiry_timestamp_seconds: [],
  rappel_sending_paused: [],
  rappel_ingest_records_total: ['result'],
  rappel_kafka_consumer_lag: ['partition'],
  rappel_receipts_total: ['status'],
  rappel_segments_total: ['encoding'],
  rappel_build_info: ['version'],
}

const scrape = async () => parseExposition(await (await make(CollectMetrics)).run('1.2.3'))
const valueOf = async (name: string, labels = '') =>
  (await scrape()).get(`rappel_${name}`)!.samples.get(`rappel_${name}${labels}`)

const inSeconds = (instant: string) => fromSqlInstant(instant).toSeconds()

test.group('Metrics', (group) => {
  withCleanDatabase(group)

  test('have the names and labels that others rely on, all of them from the start', async ({
    assert,
  }) => {
    const metrics = await scrape()
    assert.sameMembers([...metrics.keys()], Object.keys(CONTRACT))
    for (const [name, { samples, help }] of metrics) {
      assert.isAbove(help.length, 10)
      if (name !== 'rappel_kafka_consumer_lag') assert.isAbove(samples.size, 0, name)
      for (const sample of samples.keys()) {
        const labels = [...sample.matchAll(/[{,]([a-z]+)=/g)].map(([, label]) => label)
        const isPlain = /_(sum|count)$/.test(sample)
        assert.deepEqual(labels, isPlain ? [] : CONTRACT[name], sample)
      }
    }
    const { samples } = metrics.get('rappel_messages_total')!
    for (const type of ['7_day_reminder', '1_day_reminder', 'overdue_reminder', 'custom', 'other'])
      for (const outcome of ['sent', 'delivered', 'failed', 'dead_letter', 'suppressed', 'expired'])
        assert.equal(samples.get(`rappel_messages_total{type="${type}",outcome="${outcome}"}`), 0)
    assert.equal(
      metrics.get('rappel_build_info')!.samples.get('rappel_build_info{version="1.2.3"}'),
      1
    )
  })

  test('say what is due, and for how long', async ({ assert }) => {
    await aMessage({ scheduledAt: fromSqlInstant(ago({ minutes: 5 })) })
    await aMessage({ scheduledAt: fromSqlInstant(ago({ minutes: 2 })), priority: 3 })
    await aMessage({ scheduledAt: now.plus({ hours: 1 }) })
    for (let n = 0; n < 3; n++) await aMessage({ status: 'dead_letter' })
    assert.equal(await valueOf('due_messages'), 2)
    assert.equal(await valueOf('oldest_due_age_seconds'), 300)
    assert.equal(await valueOf('dead_letters'), 3)
  })

  test('say whether anything is sent', async ({ assert }) => {
    await anAccount()
    assert.equal(await valueOf('sending_paused'), 0)
    const pause = await make(PauseSending)
    await pause.run({ ...EVERYTHING, actor: 'cli:tester', reason: 'a test' })
    assert.equal(await valueOf('sending_paused'), 1)
    await db.from('sending_pauses').delete()
    await db.from('gateway_accounts').delete()
    await aPausedAccount()
    assert.equal(await valueOf('sending_paused'), 1)
  })

  test('add up the units of the accounts that are configured', async ({ assert }) => {
    assert.isNaN(await valueOf('gateway_units'))
    assert.isNaN(await valueOf('gateway_units_expiry_timestamp_seconds'))
    const expiry = '2026-04-01 00:00:00'
    await anAccount({ units: 1_200, units_expire_at: expiry })
    await anAccount({ name: 'former', units: 5, units_expire_at: ago({ days: 1 }) })
    assert.equal(await valueOf('gateway_units'), 1_200)
    assert.equal(await valueOf('gateway_units_expiry_timestamp_seconds'), inSeconds(expiry))
  })

  test('say when the scheduler was alive and when its jobs ended well', async ({ assert }) => {
    assert.equal(await valueOf('scheduler_heartbeat_timestamp_seconds'), 0)
    await aWorker('a', { heartbeat_at: ago({ seconds: 20 }) })
    await aWorker('b', { heartbeat_at: '2031-01-01 00:00:00' })
    await aRun('2026-03-09 06:00:00', { finished_at: '2026-03-09 06:01:00' })
    await aRun('2026-03-10 06:00:00', { outcome: 'failed' })
    assert.equal(
      await valueOf('scheduler_heartbeat_timestamp_seconds'),
      inSeconds(ago({ seconds: 20 }))
    )
    const success = 'schedule_last_success_timestamp_seconds'
    assert.equal(await valueOf(success, '{job="generation"}'), inSeconds('2026-03-09 06:01:00'))
    assert.equal(await valueOf(success, '{job="cleanup"}'), 0)
  })

  test('say what came in from Kafka, and what waits there', async ({ assert, cleanup }) => {
    const { settings } = await app.container.make(KafkaConfig)
    const brokers = settings.brokers
    settings.brokers = ['127.0.0.1:1']
    cleanup(() => void (settings.brokers = brokers))
    const partition = { seen_at: ago({ minutes: 1 }), progressed_at: ago({ minutes: 1 }) }
    const { ingest, retry } = settings.topics
    for (const row of [
      {
        topic: ingest,
        partition_id: 0,
        next_offset: 90,
        end_offset: 100,
        received: 90,
        created: 80,
      },
      { topic: retry, partition_id: 0, next_offset: 7, end_offset: 7, received: 7, duplicates: 4 },
      { topic: 'of.before', partition_id: 0, next_offset: 1, end_offset: 9, dead_letters: 2 },
    ])
      await db.table('ingest_partitions').insert({ ...partition, ...row })

    const of = (result: string) => valueOf('ingest_records_total', `{result="${result}"}`)
    assert.equal(await of('received'), 97)
    assert.equal(await of('processed'), 80)
    assert.equal(await of('duplicate'), 4)
    assert.equal(await of('failed'), 0)
    assert.equal(await of('sent_to_dlq'), 2)
    const lags = (await scrape()).get('rappel_kafka_consumer_lag')!.samples
    assert.deepEqual(
      [...lags],
      [
        [`rappel_kafka_consumer_lag{partition="${ingest}/0"}`, 10],
        [`rappel_kafka_consumer_lag{partition="${retry}/0"}`, 0],
      ].sort() as [string, number][]
    )
  })

  test('cost the same however large the tables of messages and attempts are', async ({
    assert,
  }) => {
    const { client, statements } = listeningClient()
    const resolver = app.container.createResolver()
    resolver.bindValue(Database, { connection: () => client } as Database)
    resolver.bindValue(Clock, new FrozenClock(TEST_NOW))
    const metrics = await resolver.make(CollectMetrics)
    await metrics.run('1.2.3')
    const large = statements.filter(({ sql }) => /sms_messages|sms_attempts|events/.test(sql))
    assert.lengthOf(large, 3)
    for (const statement of large) {
      assert.match(statement.sql, /LIMIT/)
      assert.notMatch(await planOf(statement), /SCAN sms_|Seq Scan/m, statement.sql)
    }
  })
})

test.group('The text of metrics', () => {
  test('keeps what a label may contain apart from the format', ({ assert }) => {
    const labels = { job: 'a "quoted" \\ name\nin two lines' }
    const text = expositionOf([
      {
        name: 'a_total',
        type: 'counter',
        help: 'One\\two\nlines',
        samples: [{ labels, value: 1 }],
      },
    ])
    assert.equal(
      text,
      '# HELP rappel_a_total One\\\\two\\nlines\n# TYPE rappel_a_total counter\n' +
        'rappel_a_total{job="a \\"quoted\\" \\\\ name\\nin two lines"} 1\n'
    )
    assert.equal(parseExposition(text).size, 1)
  })
})
