import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { query, textList } from '#storage/sql'
import type { Overwritten } from './overwrite_deleted.js'

/**
 * Rewriting a table locks it. Whoever waits for such a lock keeps all others waiting behind it, so
 * it waits briefly, and again later.
 */
const LOCK_WAIT_MS = 500
const TRIES = 5

/** Where ANALYZE keeps its samples. Only the owner of the database may rewrite it; others skip it. */
const SAMPLES = 'pg_catalog.pg_statistic'

/** lock_not_available */
const LOCK_TIMED_OUT = '55P03'

/** A session of the driver: VACUUM needs one outside of any transaction, with its own time-outs. */
interface Session {
  query(sql: string): Promise<{ rows: Record<string, string>[] }>
  /** Knex opens another in its place. */
  __knex__disposed?: unknown
}

/**
 * VACUUM leaves the bytes of deleted rows in the free space of pages; only VACUUM FULL writes a
 * table anew. Tables above the limit are vacuumed, and named. New statistics take the place of the
 * samples of deleted values.
 */
export async function overwritePostgres(
  client: QueryClientContract,
  tables: readonly string[],
  limit: number
): Promise<Overwritten> {
  const sizes = await query<{ name: string; bytes: number }>(
    client,
    `SELECT c.relname AS name, pg_total_relation_size(c.oid) AS bytes FROM pg_class c
     WHERE c.relnamespace = CAST(current_schema() AS regnamespace) AND c.relkind = 'r'
       AND c.relname IN (${textList(client, 'tables')}) ORDER BY c.relname`,
    { tables: JSON.stringify(tables) }
  )
  const knex = (client.getWriteClient() as { client: any }).client
  const session: Session = await knex.acquireConnection()
  let outcome: Overwritten['outcome'] = 'done'
  const giveBack = await changeTimeouts(session)
  try {
    for (const { name, bytes } of sizes) {
      const options = bytes <= limit ? 'FULL, ANALYZE' : 'ANALYZE'
      if (!(await vacuum(session, name, options))) outcome = 'incomplete'
    }
    if (!(await vacuum(session, SAMPLES, 'FULL'))) outcome = 'incomplete'
  } finally {
    await giveBack()
    await knex.releaseConnection(session)
  }
  return { outcome, tooLarge: sizes.filter(({ bytes }) => bytes > limit).map(({ name }) => name) }
}

/** RESET would give back those of the server: ours are set when a connection is opened. */
async function changeTimeouts(session: Session): Promise<() => Promise<void>> {
  const { rows } = await session.query(
    `SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock`
  )
  const [ours] = rows
  const set = (statement: string, lock: string) =>
    session.query(`SET statement_timeout = '${statement}'; SET lock_timeout = '${lock}'`)
  await set('0', `${LOCK_WAIT_MS}ms`)
  return async () => {
    await set(ours.statement, ours.lock).catch((error) => (session.__knex__disposed = error))
  }
}

async function vacuum(session: Session, table: string, options: string): Promise<boolean> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      await session.query(`VACUUM (${options}) ${table}`)
      return true
    } catch (error) {
      if (error.code !== LOCK_TIMED_OUT) throw error
    }
  }
  return false
}
