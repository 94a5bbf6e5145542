import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { Emitter } from '@adonisjs/core/events'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { CommitNotConfirmed } from '#storage/commit_errors'
import { postgresLimits } from '#storage/postgres_limits'
import { AnswerOverdue } from '#storage/silent_server'
import { isPostgres } from '#storage/dialect_of'
import { overwritePostgres } from '#storage/overwrite/overwrite_postgres'
import { query } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { withCleanDatabase } from '#tests/helpers/database'
import { SilentProxy } from '#tests/helpers/silent_proxy'

/** Long enough for a busy machine to answer within it, short enough to be waited for. */
const LIMIT_MS = 500

/** A database of ours behind a proxy, with statements of at most LIMIT_MS and one connection at a time. */
async function aLimitedDatabase(changed: { database?: string } = {}) {
  const { connection: shipped, ...rest } = app.config.get<any>('database.connections.pg')
  const connection = { ...shipped, ...changed }
  const proxy = await SilentProxy.start(connection.host, Number(connection.port))
  const limits = postgresLimits(LIMIT_MS)
  const pg = {
    ...rest,
    connection: { ...connection, host: '127.0.0.1', port: proxy.port },
    pool: { min: 0, max: 1, ...limits.pool },
  }
  const limited = new Database(
    { connection: 'pg', connections: { pg } },
    await app.container.make(Logger),
    (await app.container.make(Emitter)) as any
  )
  const close = async () => {
    proxy.speak()
    await limited.manager.closeAll()
    await proxy.stop()
  }
  return { client: limited.connection(), proxy, close }
}

test.group('Statements on PostgreSQL', (group) => {
  withCleanDatabase(group)
  group.tap((each) => each.skip(() => !isPostgres(db.connection()), 'limits of PostgreSQL'))
  const setting = async (name: string) => {
    const [row] = await query<Record<string, string>>(db.connection(), `SHOW ${name}`)
    return row[name]
  }

  test('are ended by the server after DB_STATEMENT_TIMEOUT_MS, a transaction that sleeps later', async ({
    assert,
  }) => {
    assert.equal(await setting('statement_timeout'), '30s')
    assert.equal(await setting('idle_in_transaction_session_timeout'), '1min')
    assert.equal(await setting('TimeZone'), 'UTC')
  })

  test('have their limits again after deleted rows were overwritten', async ({
    assert,
    cleanup,
  }) => {
    const { client, close } = await aLimitedDatabase()
    cleanup(close)
    const limits = `SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock`
    const before = await query(client, limits)
    assert.include(await overwritePostgres(client, ['workers'], 1_000_000), { outcome: 'done' })
    assert.deepEqual(await query(client, limits), before)
  })

  test('are refused in a database that is not in UTF-8: its columns would count bytes', async ({
    assert,
    cleanup,
  }) => {
    const database = 'in_sql_ascii'
    await db.rawQuery(`CREATE DATABASE ${database} TEMPLATE template0
      ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'`)
    cleanup(() => db.rawQuery(`DROP DATABASE ${database}`))
    const { client, close } = await aLimitedDatabase({ database })
    cleanup(close)
    await assert.rejects(
      () => query(client, 'SELECT 1'),
      /encoding SQL_ASCII, and Rappel needs UTF8: create it with "createdb --encoding=UTF8/
    )
    /** A connection that stays open keeps the process from ending. */
    const open = () => db.from('pg_stat_activity').where('datname', database)
    for (let tries = 0; tries < 100 && (await open()).length > 0; tries++) await delay(50)
    assert.lengthOf(await open(), 0)
  })

  test('that take too long fail, and the connection goes on', async ({ assert, cleanup }) => {
    const { client, close } = await aLimitedDatabase()
    cleanup(close)
    await assert.rejects(() => query(client, 'SELECT pg_sleep(60)'), /statement timeout/)
    assert.deepEqual(await query(client, 'SELECT 1 AS one'), [{ one: 1 }])
  })

  test('that a silent server does not answer fail, and their answer is never taken for that of another', async ({
    assert,
    cleanup,
  }) => {
    const { client, proxy, close } = await aLimitedDatabase()
    cleanup(close)
    await query(client, 'SELECT 1')
    proxy.silence()
    await assert.rejects(() => query(client, `SELECT 'the first' AS asked`), AnswerOverdue)
    proxy.speak()
    for (const asked of ['the second', 'the third'])
      assert.deepEqual(await query(client, 'SELECT :asked AS asked', { asked }), [{ asked }])
  })

  test('a COMMIT that is not answered may be stored or not', async ({ assert, cleanup }) => {
    const { client, proxy, close } = await aLimitedDatabase()
    cleanup(close)
    const insert = () =>
      transaction(client, async (trx) => {
        await query(
          trx,
          `INSERT INTO facilities (code, name, timezone, language, created_at, updated_at)
           VALUES ('K', 'K', 'UTC', 'fr', now(), now())`
        )
        proxy.silence()
      })
    await assert.rejects(insert, CommitNotConfirmed)
    proxy.speak()
    assert.lengthOf(await query(client, 'SELECT 1 FROM facilities'), 1)
  })

  test('that fail before the ROLLBACK is not answered leave nothing behind', async ({
    assert,
    cleanup,
  }) => {
    const { client, proxy, close } = await aLimitedDatabase()
    cleanup(close)
    const failing = () =>
      transaction(client, async () => {
        proxy.silence()
        throw new Error('the work failed')
      })
    await assert.rejects(failing, 'the work failed')
    proxy.speak()
    assert.deepEqual(await query(client, 'SELECT 1 AS one'), [{ one: 1 }])
  })
})
