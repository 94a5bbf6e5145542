import { test } from '@japa/runner'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { FrozenClock } from '#app/clock'
import { ReplanReminders } from '#reminders/replan_reminders'
import { JOINED } from '#reminders/reconcile_scope'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { aFacility } from '#tests/helpers/arrange'
import { cleanDatabase, withCleanDatabase } from '#tests/helpers/database'
import { configWith, reconcilerAt } from '#tests/helpers/reminders'

const CLOCK = new FrozenClock('2026-03-05T05:00:00Z')
const PATIENTS = 1_500
const PAGE = 20

async function insertPatients(): Promise<number[]> {
  const { id } = await aFacility()
  return transaction(db.connection(), async (trx) => {
    await query(
      trx,
      `INSERT INTO patients (external_ref, first_name, last_name, birth_date, caregiver_phone, language, status, facility_id, created_at, updated_at)
       SELECT 'P-' || n, 'Amina', 'Ngo', '2025-12-01', '+2376' || 90000000 + n, 'fr', 'active', :facility, now(), now()
       FROM generate_series(1, ${PATIENTS}) AS n`,
      { facility: id }
    )
    const rows = await query<{ id: number }>(
      trx,
      `INSERT INTO immunizations (patient_id, vaccine, dose, due_on, created_at, updated_at)
       SELECT id, 'Penta', '1', '2026-03-10', now(), now() FROM patients RETURNING id`
    )
    return rows.map((row) => row.id)
  })
}

/** As autovacuum may find them between two uses of the tables; nothing else counts them. */
async function countThemEmpty(): Promise<void> {
  await insertPatients()
  await reconcilerAt(CLOCK).run()
  await cleanDatabase()
  await query(db.connection(), `ANALYZE ${JOINED.join(', ')}`)
}

/** By this connection, since it last told PostgreSQL's statistics. */
async function rowsRead(trx: TransactionClientContract): Promise<number> {
  const [{ rows }] = await query<{ rows: number }>(
    trx,
    `SELECT CAST(SUM(seq_tup_read + COALESCE(idx_tup_fetch, 0)) AS bigint) AS rows
     FROM pg_stat_xact_user_tables`
  )
  return rows
}

async function onTables(setting: string): Promise<void> {
  for (const table of JOINED) await query(db.connection(), `ALTER TABLE ${table} ${setting}`)
}

test.group('Tables that PostgreSQL has counted empty', (group) => {
  withCleanDatabase(group)
  group.tap((each) => each.skip(() => !isPostgres(db.connection()), 'SQLite plans by its indexes'))
  group.each.setup(async () => {
    await onTables('SET (autovacuum_enabled = false)')
    return () => onTables('RESET (autovacuum_enabled)')
  })

  test('are not joined as a whole for a page of immunizations', async ({ assert }) => {
    await countThemEmpty()
    const ids = await insertPatients()
    const read = await transaction(db.connection(), async (trx) => {
      const before = await rowsRead(trx)
      const { planned } = await reconcilerAt(CLOCK).forImmunizations(trx, ids.slice(-PAGE))
      assert.equal(planned, PAGE)
      return (await rowsRead(trx)) - before
    })
    assert.isBelow(read, 20 * PATIENTS)
  })

  const runs = {
    'reminders are generated': () => reconcilerAt(CLOCK).run(),
    'reminders are planned again': () => new ReplanReminders(db, CLOCK, configWith(), logger).run(),
  }
  for (const [what, run] of Object.entries(runs)) {
    test(`are counted before ${what}`, async ({ assert }) => {
      await countThemEmpty()
      await insertPatients()
      await run()
      const counted = await query<{ rows: number }>(
        db.connection(),
        `SELECT CAST(reltuples AS bigint) AS rows FROM pg_class
       WHERE oid IN (CAST('patients' AS regclass), CAST('immunizations' AS regclass))`
      )
      assert.deepEqual(counted, [{ rows: PATIENTS }, { rows: PATIENTS }])
    })
  }
})
