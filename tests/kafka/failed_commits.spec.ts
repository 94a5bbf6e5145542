import { execFileSync, spawnSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import type { Assert } from '@japa/assert'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { AceProcess } from '#tests/helpers/ace_process'
import { breakCommits } from '#tests/helpers/commit_faults'
import { cleanDatabase, countOf } from '#tests/helpers/database'
import { anSmsRequest, KafkaWorld, schedulesByKey, until } from '#tests/helpers/kafka'

const ON_POSTGRES = process.env.DB_CONNECTION === 'pg'

/** Bytes to which files of the consumer may grow: enough to note what it has in hand. */
const LARGEST_FILE = 500_000
/** Written with each schedule, and to the file only by the COMMIT, as it fits into SQLite's cache. */
const BALLAST = 1_000_000

const lacksPrlimit = spawnSync('prlimit', ['--version']).status !== 0

test.group('Kafka | COMMITs that fail', (group) => {
  let world: KafkaWorld
  group.each.setup(async () => {
    await cleanDatabase()
    world = await KafkaWorld.make({ partitions: 1 })
    return () => world.close()
  })

  /** The record is written, again and again, but never committed. */
  async function nothingIsCommitted(): Promise<boolean> {
    await until(async () => (await countOf('ingest_partitions')) > 0)
    await delay(2_500)
    return !(await world.isDrained()) && (await countOf('schedules')) === 0
  }

  const send = () => world.send([{ json: anSmsRequest({ requestId: 'a' }) }])

  async function isTakenInOnce(assert: Assert): Promise<void> {
    await until(() => world.isDrained())
    assert.deepEqual([...(await schedulesByKey())], [['a', 1]])
    assert.isEmpty(await world.read(world.topics.ingestDeadLetters))
  }

  for (const fault of ['connection_ends', 'disk_full'] as const) {
    test(`on PostgreSQL (${fault}): no record is lost, and nothing is committed to Kafka`, async ({
      assert,
    }) => {
      const repair = await breakCommits('schedules', fault)
      try {
        await send()
        await world.consume()
        assert.isTrue(await nothingIsCommitted())
      } finally {
        await repair()
      }
      await isTakenInOnce(assert)
    }).skip(!ON_POSTGRES, 'made with a trigger of PostgreSQL')
  }

  test('on SQLite (its file cannot grow): no record is lost, and nothing is committed to Kafka', async ({
    assert,
  }) => {
    await db.rawQuery('CREATE TABLE ballast (bytes BLOB)')
    await db.rawQuery(`CREATE TRIGGER ballast AFTER INSERT ON schedules
      BEGIN INSERT INTO ballast VALUES (randomblob(${BALLAST})); END`)
    try {
      await db.rawQuery('PRAGMA wal_checkpoint(TRUNCATE)')
      await send()
      const limited = ['prlimit', `--fsize=${LARGEST_FILE}:`, process.execPath]
      const consumer = new AceProcess(['kafka:consume'], world.environment, limited)
      assert.isTrue(await nothingIsCommitted())
      assert.isTrue(consumer.running)

      execFileSync('prlimit', ['--pid', String(consumer.child.pid), '--fsize=unlimited:'])
      await isTakenInOnce(assert)
      consumer.kill('SIGTERM')
      assert.equal((await consumer.ended).code, 0)
    } finally {
      await db.rawQuery('DROP TRIGGER ballast')
      await db.rawQuery('DROP TABLE ballast')
    }
  }).skip(ON_POSTGRES || lacksPrlimit, 'it is tried with SQLite, and needs prlimit of util-linux')
})
