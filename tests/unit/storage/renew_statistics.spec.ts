import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'
import { renewStatistics } from '#storage/renew_statistics'
import { withCleanDatabase } from '#tests/helpers/database'

/** Facilities from a number to another, counted by PostgreSQL's own statistics at once. */
async function insertFacilities(from: number, to: number): Promise<void> {
  await db.connection().transaction(async (trx) => {
    await query(
      trx,
      `INSERT INTO facilities (code, name, timezone, language, created_at, updated_at)
       SELECT 'CSI ' || n, 'CSI', 'Africa/Douala', 'fr', now(), now() FROM generate_series(CAST(:from AS int), CAST(:to AS int)) AS n`,
      { from, to }
    )
    await query(trx, 'SELECT pg_stat_force_next_flush()')
  })
}

/** How many rows PostgreSQL plans with, after whoever has just written has asked for it. */
async function plannedRows(): Promise<number> {
  await renewStatistics(db.connection(), ['facilities', 'patients'])
  const [{ rows }] = await query<{ rows: number }>(
    db.connection(),
    `SELECT CAST(reltuples AS bigint) AS rows FROM pg_class WHERE oid = CAST('facilities' AS regclass)`
  )
  return rows
}

test.group('The statistics of PostgreSQL', (group) => {
  withCleanDatabase(group)

  test('are renewed when a table has doubled, and not before', async ({ assert, cleanup }) => {
    await query(db.connection(), 'ALTER TABLE facilities SET (autovacuum_enabled = false)')
    cleanup(async () => {
      await query(db.connection(), 'ALTER TABLE facilities RESET (autovacuum_enabled)')
    })
    await query(db.connection(), 'ANALYZE facilities')

    await insertFacilities(1, 400)
    assert.equal(await plannedRows(), 0, 'a table that is small either way')
    await insertFacilities(401, 2_000)
    assert.equal(await plannedRows(), 2_000)
    await insertFacilities(2_001, 3_000)
    assert.equal(await plannedRows(), 2_000)
    await insertFacilities(3_001, 5_000)
    assert.equal(await plannedRows(), 5_000)
  }).skip(() => !isPostgres(db.connection()), 'SQLite plans by its indexes')
})
