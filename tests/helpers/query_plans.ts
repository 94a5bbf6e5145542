import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'

export interface Statement {
  sql: string
  bindings: any
}

/** What a transaction asks on its own account (app/storage): nothing that has a plan. */
const OF_TRANSACTION = /^PRAGMA|WHERE 1 = 0$/

/**
 * Has PostgreSQL count the rows of a table, without what earlier tests left in it: pages of deleted
 * rows make an index look costly. SQLite chooses without counting.
 */
export async function countTable(table: string): Promise<void> {
  const client = db.connection()
  if (!isPostgres(client)) return
  await client.rawQuery(`VACUUM (ANALYZE) ${table}`)
  await client.rawQuery(`REINDEX TABLE ${table}`)
}

/** The client as it is, and what was asked of it, in its transactions as well. */
export function listeningClient() {
  const statements: Statement[] = []
  const listening = (to: any): any =>
    new Proxy(to, {
      get(target, property) {
        if (property === 'transaction') return async () => listening(await target.transaction())
        if (property !== 'rawQuery') return target[property]
        return (sql: string, bindings: any) => {
          if (!OF_TRANSACTION.test(sql)) statements.push({ sql, bindings })
          return target.rawQuery(sql, bindings)
        }
      },
    })
  return { client: listening(db.connection()), statements }
}

/**
 * How the database answers a statement, as it says itself; on PostgreSQL as if tables were too
 * large to be read whole or sorted, and never counted. `counted`: the test had it count them.
 */
export async function planOf(
  { sql, bindings }: Statement,
  { counted = false } = {}
): Promise<string> {
  const client = db.connection()
  if (!isPostgres(client)) {
    const rows = await query<{ detail: string }>(client, `EXPLAIN QUERY PLAN ${sql}`, bindings)
    return rows.map(({ detail }) => detail).join('\n')
  }
  const trx = await client.transaction()
  try {
    for (const setting of ['enable_seqscan', 'enable_sort']) {
      await trx.rawQuery(`SET LOCAL ${setting} = off`)
    }
    if (!counted) await forgetSizes(trx, sql)
    const rows = await query<{ 'QUERY PLAN': string }>(trx, `EXPLAIN ${sql}`, bindings)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  } finally {
    await trx.rollback()
  }
}

/** Of several statements, one after the other: two that forget sizes at once would wait for each other. */
export async function plansOf(statements: Statement[]): Promise<string[]> {
  const plans: string[] = []
  for (const statement of statements) plans.push(await planOf(statement))
  return plans
}

/**
 * PostgreSQL counts the few rows of a test whenever it likes, and then any index will do; one that
 * earlier tests have filled and emptied looks costly. Within the transaction alone.
 */
async function forgetSizes(trx: TransactionClientContract, sql: string): Promise<void> {
  const ours = `SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'i')`
  /** An index that was never filled has two pages. */
  const swollen = await query<{ name: string }>(
    trx,
    `SELECT DISTINCT t.relname AS name FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid
     WHERE t.oid IN (${ours}) AND pg_relation_size(x.indexrelid) > 2 * current_setting('block_size')::int`
  )
  for (const { name } of swollen.filter((table) => new RegExp(`\\b${table.name}\\b`).test(sql)))
    await trx.rawQuery(`REINDEX TABLE ${name}`)
  await trx.rawQuery(`DELETE FROM pg_statistic WHERE starelid IN (${ours})`)
  await trx.rawQuery(`UPDATE pg_class SET reltuples = -1, relpages = 0 WHERE oid IN (${ours})`)
}
