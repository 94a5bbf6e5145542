import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'
import { countFilledTables, renewStatistics } from '#storage/renew_statistics'
import { cleanDatabase, withCleanDatabase } from '#tests/helpers/database'

/**
 * Facilities from a number to another. PostgreSQL counts them at once, or has not counted them yet
 * when it is asked, as in a quick import.
 */
async function insertFacilities(from: number, to: number, { counted = true } = {}): Promise<void> {
  await db.connection().transaction(async (trx) => {
    if (!counted) await query(trx, 'SET LOCAL track_counts = off')
    await query(
      trx,
      `INSERT INTO facilities (code, name, timezone, language, created_at, updated_at)
       SELECT 'CSI ' || n, 'CSI', 'Africa/Douala', 'fr', now(), now() FROM generate_series(CAST(:from AS int), CAST(:to AS int)) AS n`,
      { from, to }
    )
    if (counted) await query(trx, 'SELECT pg_stat_force_next_flush()')
  })
}

/** How many rows PostgreSQL plans with, after whoever has just written has asked for it. */
async function plannedRows(renew = renewStatistics): Promise<number> {
  await renew(db.connection(), ['facilities', 'patients'])
  const [{ rows }] = await query<{ rows: number }>(
    db.connection(),
    `SELECT CAST(reltuples AS bigint) AS rows FROM pg_class WHERE oid = CAST('facilities' AS regclass)`
  )
  return rows
}

const ON_POSTGRES_ONLY = 'SQLite plans by its indexes'

test.group('The statistics of PostgreSQL', (group) => {
  withCleanDatabase(group)
  group.tap((each) => each.skip(() => !isPostgres(db.connection()), ON_POSTGRES_ONLY))
  group.each.setup(async () => {
    await query(db.connection(), 'ALTER TABLE facilities SET (autovacuum_enabled = false)')
    await query(db.connection(), 'VACUUM (ANALYZE) facilities')
    return async () => {
      await query(db.connection(), 'ALTER TABLE facilities RESET (autovacuum_enabled)')
    }
  })

  test('are renewed when a table has doubled, and not before', async ({ assert }) => {
    await insertFacilities(1, 400)
    assert.equal(await plannedRows(), 0, 'a table that is small either way')
    await insertFacilities(401, 2_000)
    assert.equal(await plannedRows(), 2_000)
    await insertFacilities(2_001, 3_000)
    assert.equal(await plannedRows(), 2_000)
    await insertFacilities(3_001, 5_000)
    assert.equal(await plannedRows(), 5_000)
  })

  test('are renewed when a table has grown, also before its rows are counted', async ({
    assert,
  }) => {
    await insertFacilities(1, 400, { counted: false })
    assert.equal(await plannedRows(), 0, 'a table that is small either way')
    await insertFacilities(401, 2_000, { counted: false })
    assert.equal(await plannedRows(), 2_000)
  })

  test('are renewed when a table that was counted empty is not, also before its rows are counted', async ({
    assert,
  }) => {
    await insertFacilities(1, 2_000)
    await cleanDatabase()
    await query(db.connection(), 'ANALYZE facilities')
    await insertFacilities(1, 100, { counted: false })
    assert.equal(await plannedRows(countFilledTables), 0, 'a table that is small either way')
    await insertFacilities(101, 300, { counted: false })
    assert.equal(await plannedRows(countFilledTables), 300)
  })
})
