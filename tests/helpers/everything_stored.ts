import db from '@adonisjs/lucid/services/db'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'

/** Every column of every row of every table, as text, by table: for tests of what must not be there. */
export async function everythingStored(): Promise<Map<string, string>> {
  const client = db.connection()
  const tables = await query<{ name: string }>(
    client,
    isPostgres(client)
      ? `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()`
      : `SELECT name FROM sqlite_master WHERE type = 'table'`
  )
  const stored = new Map<string, string>()
  for (const { name } of tables) stored.set(name, JSON.stringify(await db.from(name)))
  return stored
}

/** The tables in which one of the texts is found, as `table: text`. */
export async function whereStored(texts: string[]): Promise<string[]> {
  return [...(await everythingStored())].flatMap(([table, rows]) =>
    texts.filter((text) => rows.includes(text)).map((text) => `${table}: ${text}`)
  )
}
