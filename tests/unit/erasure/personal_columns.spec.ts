import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { PERSONAL_COLUMNS } from '#erasure/personal_columns'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'

/** Of the migrator and of SQLite itself. */
const NOT_OURS = /^(adonis_schema|sqlite_)/

async function columnsOfSchema(): Promise<Map<string, string[]>> {
  const client = db.connection()
  const rows = await query<{ table: string; column: string }>(
    client,
    isPostgres(client)
      ? `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
         WHERE table_schema = current_schema()`
      : `SELECT m.name AS "table", c.name AS "column"
         FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'`
  )
  const columns = new Map<string, string[]>()
  for (const { table, column } of rows.filter((row) => !NOT_OURS.test(row.table)))
    columns.set(table, [...(columns.get(table) ?? []), column])
  return columns
}

test.group('Where personal data may be', () => {
  test('every column of the schema is placed, once', async ({ assert }) => {
    const schema = await columnsOfSchema()
    assert.sameMembers(Object.keys(PERSONAL_COLUMNS), [...schema.keys()])
    for (const [table, lists] of Object.entries(PERSONAL_COLUMNS))
      assert.sameMembers(Object.values(lists).flat(), schema.get(table)!, table)
  })
})
