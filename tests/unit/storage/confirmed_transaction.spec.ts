import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { CommitNotConfirmed } from '#storage/commit_errors'
import { confirmedTransaction } from '#storage/confirmed_transaction'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'
import { cutCommits, type Cut } from '#tests/helpers/commit_cutter'
import { withCleanDatabase } from '#tests/helpers/database'
import { secondConnection } from '#tests/helpers/second_connection'
import { TEST_NOW } from '#tests/helpers/test_clock'

test.group('A COMMIT that the network cuts off', (group) => {
  withCleanDatabase(group)
  group.each.skip(!isPostgres(db.connection()), 'SQLite has no network')

  /** Writes a facility over a network that breaks in these ways, one COMMIT after the other. */
  async function write(...cuts: (Cut | undefined)[]) {
    const cutter = await cutCommits(() => cuts.shift())
    const far = await secondConnection({ port: cutter.port })
    const clock = new FrozenClock(TEST_NOW)
    const began = clock.elapsedMs()
    try {
      return await confirmedTransaction(
        far.db.connection(),
        async (trx) => {
          const [row] = await query<{ id: number }>(
            trx,
            `INSERT INTO facilities (code, name, timezone, language, created_at, updated_at)
             VALUES ('DLA1', 'Deido', 'Africa/Douala', 'fr', now(), now()) RETURNING id`
          )
          return row.id
        },
        {
          clock,
          leftMs: () => began + 10_000 - clock.elapsedMs(),
          isStored: async (trx, id) =>
            (await query(trx, 'SELECT id FROM facilities WHERE id = :id', { id })).length === 1,
        }
      )
    } finally {
      await far.close()
      await cutter.stop()
    }
  }
  const stored = async () => (await db.from('facilities')).length

  test('carried out by the server: found out, and taken for what it is', async ({ assert }) => {
    assert.isNumber(await write('unconfirmed'))
    assert.equal(await stored(), 1)
  })

  test('never heard of by the server: found out, and an error', async ({ assert }) => {
    await assert.rejects(() => write('lost'), CommitNotConfirmed)
    assert.equal(await stored(), 0)
  })

  test('the looks are cut off as well: looks again', async ({ assert }) => {
    assert.isNumber(await write('unconfirmed', 'lost', 'unconfirmed'))
  })

  test('the network stays away: an error in time, whatever was stored', async ({ assert }) => {
    const away = Array.from({ length: 50 }, (): Cut => 'unconfirmed')
    await assert.rejects(() => write(...away), CommitNotConfirmed)
    assert.equal(await stored(), 1)
  })
})
