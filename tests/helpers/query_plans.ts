import db from '@adonisjs/lucid/services/db'
import { isPostgres, query } from '#storage/sql'

export interface Statement {
  sql: string
  bindings: any
}

/** The client as it is, and what was asked of it. */
export function listeningClient() {
  const statements: Statement[] = []
  const client = new Proxy(db.connection(), {
    get(target: any, property) {
      if (property !== 'rawQuery') return target[property]
      return (sql: string, bindings: any) => {
        statements.push({ sql, bindings })
        return target.rawQuery(sql, bindings)
      }
    },
  })
  return { client, statements }
}

/** How the database answers a statement, as it says itself; on PostgreSQL as if tables were too large to be read whole or sorted. */
export async function planOf({ sql, bindings }: Statement): Promise<string> {
  const client = db.connection()
  if (!isPostgres(client)) {
    const rows = await query<{ detail: string }>(client, `EXPLAIN QUERY PLAN ${sql}`, bindings)
    return rows.map(({ detail }) => detail).join('\n')
  }
  return client.transaction(async (trx) => {
    await trx.rawQuery('SET LOCAL enable_seqscan = off')
    await trx.rawQuery('SET LOCAL enable_sort = off')
    const rows = await query<{ 'QUERY PLAN': string }>(trx, `EXPLAIN ${sql}`, bindings)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  })
}
