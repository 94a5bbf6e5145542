import { setTimeout as delay } from 'node:timers/promises'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { query, textList } from '#storage/sql'
import type { Overwritten } from './overwritten.js'

/**
 * Rewriting a table locks it. Whoever waits for such a lock keeps all others waiting behind it, so
 * it waits briefly, and again later.
 */
const LOCK_WAIT_MS = 500
const TRIES = 5
const LOOK_AGAIN_MS = 300

/** Where ANALYZE keeps its samples. Only the owner of the database may rewrite it; others skip it. */
const SAMPLES = 'pg_catalog.pg_statistic'

/** lock_not_available */
const LOCK_TIMED_OUT = '55P03'

interface Notice {
  detail?: string
}

/** A session of the driver: VACUUM needs one outside of any transaction, with its own time-outs. */
interface Session {
  query(sql: string): Promise<{ rows: Record<string, string>[] }>
  on(event: 'notice', listener: (notice: Notice) => void): void
  off(event: 'notice', listener: (notice: Notice) => void): void
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
      const options = bytes <= limit ? 'FULL, VERBOSE, ANALYZE' : 'ANALYZE'
      if (!(await vacuum(session, name, options))) outcome = 'incomplete'
      await forgetSamples(session, name)
    }
    if (!(await vacuum(session, SAMPLES, 'FULL, VERBOSE'))) outcome = 'incomplete'
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

/**
 * ANALYZE leaves the samples of a table that has become empty. PostgreSQL can delete them from
 * version 18 on.
 */
async function forgetSamples(session: Session, table: string): Promise<void> {
  const { rows } = await session.query(
    `SELECT 1 AS known FROM pg_proc WHERE proname = 'pg_clear_attribute_stats'`
  )
  if (rows.length === 0) return
  await session.query(
    `SELECT pg_clear_attribute_stats(schemaname, tablename, attname, inherited) FROM pg_stats
     WHERE schemaname = current_schema() AND tablename = '${table}'
       AND NOT EXISTS (SELECT 1 FROM ${table})`
  )
}

/** Returns whether no deleted row is left. */
async function vacuum(session: Session, table: string, options: string): Promise<boolean> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    if (attempt > 1) await delay(LOOK_AGAIN_MS)
    try {
      if ((await rowsKept(session, `VACUUM (${options}) ${table}`)) === 0) return true
    } catch (error) {
      if (error.code !== LOCK_TIMED_OUT) throw error
    }
  }
  return false
}

/**
 * Deleted rows that an open transaction, be it of an ANALYZE, might still read: VACUUM FULL copies
 * them, and says so only with VERBOSE, as the first number of a detail.
 */
async function rowsKept(session: Session, statement: string): Promise<number> {
  let kept = 0
  const listen = ({ detail }: Notice) => (kept += Number(/^\d+/.exec(detail ?? '')?.[0] ?? 0))
  session.on('notice', listen)
  try {
    await session.query(statement)
  } finally {
    session.off('notice', listen)
  }
  return kept
}
