import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { isPostgres } from '#storage/dialect_of'
import { PARTIAL_INDEXES } from '#storage/partial_indexes'
import { query } from '#storage/sql'

const oneLine = (sql: string) => sql.replace(/\s+/g, ' ').trim()

/** What the migrations have made: by name, the statement that makes it. */
async function indexesOfDatabase(): Promise<Map<string, string>> {
  const client = db.connection()
  const rows = await query<{ name: string; sql: string }>(
    client,
    isPostgres(client)
      ? `SELECT indexname AS name, indexdef AS sql FROM pg_indexes WHERE schemaname = current_schema() AND indexdef LIKE '% WHERE %'`
      : `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql LIKE '% WHERE %'`
  )
  return new Map(rows.map(({ name, sql }) => [name, oneLine(sql)]))
}

test.group('Partial indexes', () => {
  test('are those that the database has', async ({ assert }) => {
    const made = await indexesOfDatabase()
    assert.sameMembers([...made.keys()], Object.keys(PARTIAL_INDEXES))
  })

  for (const [name, { table, columns, condition }] of Object.entries(PARTIAL_INDEXES)) {
    test(`${name} is as the migration makes it`, async ({ assert }) => {
      const sql = (await indexesOfDatabase()).get(name)!
      if (isPostgres(db.connection())) {
        /** PostgreSQL keeps the condition in words of its own. */
        assert.include(sql, `.${table} USING btree (${columns}) WHERE`)
      } else {
        const where = oneLine(condition(''))
        assert.equal(sql, `CREATE INDEX ${name} ON ${table} (${columns}) WHERE ${where}`)
      }
    })
  }
})
