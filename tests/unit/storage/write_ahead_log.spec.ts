import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { CheckHealth } from '#monitoring/check_health'
import { openMemoryDatabase } from '#simulation/memory_database'
import { ShrinkWriteAheadLog } from '#storage/shrink_write_ahead_log'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'
import { WAL_KEPT_BYTES, writeAheadLogOf } from '#storage/write_ahead_log'
import { secondConnection } from '#tests/helpers/second_connection'
import { make } from '#tests/helpers/make'

const isSqlite = () => !isPostgres(db.connection())
const THRESHOLDS = { walWarnMegabytes: 17, walFailMegabytes: 1_000 }

async function walHealth(monitoring: Partial<typeof THRESHOLDS> = {}) {
  const health = await make(CheckHealth, undefined, {
    monitoring: { ...THRESHOLDS, ...monitoring },
  })
  const { checks } = await health.run({ only: 'wal' })
  return checks[0]
}

/** A read that is held open, as a backup or an SQL shell does, and a log of 20 MB that came meanwhile. */
async function aLongReader() {
  const other = await secondConnection()
  const reader = await other.db.connection().transaction()
  await reader.rawQuery('SELECT COUNT(*) FROM sms_messages')
  await query(db.connection(), 'CREATE TABLE filler (content BLOB)')
  for (let megabyte = 0; megabyte < 20; megabyte++)
    await query(db.connection(), 'INSERT INTO filler VALUES (zeroblob(1048576))')
  return {
    async end() {
      await reader.commit()
      await other.close()
    },
  }
}

test.group('The write-ahead log', (group) => {
  group.each.teardown(async () => {
    await query(db.connection(), 'DROP TABLE IF EXISTS filler')
  })

  test('grows under a long reader: health says so, nobody is kept waiting', async ({ assert }) => {
    assert.include(await walHealth(), { status: 'pass', observedUnit: 'MB' })
    const reader = await aLongReader()
    const shrink = await make(ShrinkWriteAheadLog)
    const [done] = await Promise.all([
      shrink.run(),
      query(db.connection(), 'INSERT INTO filler VALUES (zeroblob(10))'),
    ])
    const health = await walHealth()
    const critical = await walHealth({ walFailMegabytes: 17 })
    await reader.end()

    assert.isFalse(done)
    assert.equal(health.status, 'warn')
    assert.isAtLeast(Number(health.observedValue), 19)
    assert.match(health.output, /keeps a read open.*lsof/)
    assert.equal(critical.status, 'fail')
  })
    .skip(() => !isSqlite(), 'PostgreSQL sees to its own')
    .timeout(60_000)

  test('is small again once the reader has ended, on an idle system as well', async ({
    assert,
  }) => {
    const reader = await aLongReader()
    await reader.end()
    const shrink = await make(ShrinkWriteAheadLog)
    while (!(await shrink.run())) {
      const log = await writeAheadLogOf(db.connection())
      if (log!.bytes <= WAL_KEPT_BYTES) break
    }
    const log = await writeAheadLogOf(db.connection())
    assert.isAtMost(log!.bytes, WAL_KEPT_BYTES)
    assert.equal((await walHealth()).status, 'pass')
  })
    .skip(() => !isSqlite(), 'PostgreSQL sees to its own')
    .timeout(20_000)

  test('gives up at once while somebody writes', async ({ assert }) => {
    const reader = await aLongReader()
    await reader.end()
    const other = await secondConnection()
    const writer = await other.db.connection().transaction()
    await writer.rawQuery('INSERT INTO filler VALUES (zeroblob(10))')
    const shrink = await make(ShrinkWriteAheadLog)
    const done = await shrink.run()
    /** The writer is not done: whoever waited for it would wait here for ever. */
    await writer.commit()
    await other.close()
    assert.isFalse(done)
  })
    .skip(() => !isSqlite(), 'PostgreSQL sees to its own')
    .timeout(20_000)

  test('there is none of PostgreSQL, or of a database in memory', async ({ assert, cleanup }) => {
    const memory = await openMemoryDatabase(app)
    cleanup(() => memory.manager.closeAll())
    assert.isNull(await writeAheadLogOf(memory.connection()))
    if (isSqlite()) return
    assert.isNull(await writeAheadLogOf(db.connection()))
    assert.isFalse(await (await make(ShrinkWriteAheadLog)).run())
    assert.include(await walHealth(), { status: 'pass', observedValue: null })
  })
})
