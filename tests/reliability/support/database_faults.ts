import pg from 'pg'
import db from '@adonisjs/lucid/services/db'
import type { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { secondConnection } from '#tests/helpers/second_connection'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'

/** Ends a fault. */
export type Lift = () => Promise<void>

const onPostgres = () => isPostgres(db.connection())

/** Another program writes and does not commit: nobody else can touch the messages. */
export async function holdTheDatabase(): Promise<Lift> {
  const other = await secondConnection()
  const trx = await other.db.connection().transaction()
  await trx.rawQuery(
    onPostgres()
      ? 'LOCK TABLE sms_messages IN ACCESS EXCLUSIVE MODE'
      : 'UPDATE gateway_accounts SET name = name WHERE 1 = 0'
  )
  return async () => {
    await trx.rollback()
    await other.close()
  }
}

/**
 * No more room. SQLite: a real SQLITE_FULL, as the file of this connection may not
 * grow. PostgreSQL: the error 53100 of a full disk, raised by a trigger on every
 * attempt and every move, as a small disk of its own cannot be had everywhere.
 */
export async function fillTheDisk(of: Database): Promise<Lift> {
  if (onPostgres()) return raiseOnPostgres()

  const client = of.connection()
  await client.rawQuery('VACUUM')
  const [{ page_count: pages }] = await query<{ page_count: number }>(client, 'PRAGMA page_count')
  await client.rawQuery(`PRAGMA max_page_count = ${pages}`)
  return async () => {
    await client.rawQuery('PRAGMA max_page_count = 1073741823')
  }
}

const FULL_TABLES = ['sms_attempts', 'sms_message_events']

async function raiseOnPostgres(): Promise<Lift> {
  await db.rawQuery(`
    CREATE OR REPLACE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`)
  for (const table of FULL_TABLES) {
    await db.rawQuery(
      `CREATE TRIGGER disk_is_full BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION disk_is_full()`
    )
  }
  return async () => {
    for (const table of FULL_TABLES) await db.rawQuery(`DROP TRIGGER disk_is_full ON ${table}`)
  }
}

/**
 * The database is gone for its clients. PostgreSQL ends all connections and takes
 * no new ones; SQLite, which has none, is held by another writer, for whom these
 * clients do not wait.
 */
export async function cutOff(of: Database): Promise<Lift> {
  if (!onPostgres()) return keepFrom(of.connection())
  const database = process.env.DB_DATABASE ?? 'rappel'
  const administrator = new pg.Client({
    host: process.env.DB_HOST,
    port: Number(process.env.DB_PORT),
    user: process.env.DB_USER,
    password: process.env.DB_PASSWORD,
    database: 'postgres',
  })
  await administrator.connect()
  await administrator.query(`ALTER DATABASE "${database}" ALLOW_CONNECTIONS false`)
  await administrator.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1',
    [database]
  )
  return async () => {
    await administrator.query(`ALTER DATABASE "${database}" ALLOW_CONNECTIONS true`)
    await administrator.end()
  }
}

/** The application's connections try again only after SQLite itself has waited (`waitForWriters`). */
async function keepFrom(client: QueryClientContract): Promise<Lift> {
  const [{ timeout: patienceMs }] = await query<{ timeout: number }>(client, 'PRAGMA busy_timeout')
  await client.rawQuery('PRAGMA busy_timeout = 0')
  const release = await holdTheDatabase()
  return async () => {
    await release()
    await client.rawQuery(`PRAGMA busy_timeout = ${patienceMs}`)
  }
}
