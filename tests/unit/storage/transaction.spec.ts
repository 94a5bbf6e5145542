import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { CommitNotConfirmed, CommitRefused, isCommitUncertain } from '#storage/commit_errors'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { breakCommits } from '#tests/helpers/commit_faults'
import { secondConnection } from '#tests/helpers/second_connection'
import { withCleanDatabase } from '#tests/helpers/database'

const onPostgres = () => isPostgres(db.connection())

/** Children must have a parent, and only the COMMIT asks for it. */
async function aFamily(): Promise<() => Promise<void>> {
  await db.rawQuery('CREATE TABLE parents (id INTEGER PRIMARY KEY)')
  await db.rawQuery(
    'CREATE TABLE children (parent_id INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)'
  )
  return async () => {
    await db.rawQuery('DROP TABLE children')
    await db.rawQuery('DROP TABLE parents')
  }
}

const addChild = (parent: number) =>
  transaction(db.connection(), async (trx) => {
    await query(trx, `INSERT INTO children (parent_id) VALUES (${parent})`)
    return 'stored'
  })

const children = () => query<{ parent_id: number }>(db.connection(), 'SELECT * FROM children')

test.group('A transaction whose COMMIT fails', (group) => {
  withCleanDatabase(group)
  group.each.setup(aFamily)

  test('on a deferred constraint: rejects, and nothing is stored', async ({ assert }) => {
    await assert.rejects(() => addChild(1), /FOREIGN KEY|foreign key/)
    assert.isEmpty(await children())
  })

  test('leaves no open transaction to the next user of the connection', async ({ assert }) => {
    await assert.rejects(() => addChild(1))
    await query(db.connection(), 'INSERT INTO parents (id) VALUES (1)')
    assert.equal(await addChild(1), 'stored')

    const elsewhere = await secondConnection()
    const stored = await query(elsewhere.db.connection(), 'SELECT * FROM children')
    await elsewhere.close()
    assert.lengthOf(stored, 1)
  })

  test('because its connection ends inside it: says that it may be stored or not', async ({
    assert,
  }) => {
    await query(db.connection(), 'INSERT INTO parents (id) VALUES (1)')
    const lift = await breakCommits('children', 'connection_ends')
    await assert.rejects(() => addChild(1), CommitNotConfirmed)
    await lift()
    assert.isEmpty(await children())
  }).skip(() => !onPostgres(), 'SQLite has no connection that could be lost')

  test('because a failed statement was passed over: PostgreSQL rolls back and says so', async ({
    assert,
  }) => {
    const careless = () =>
      transaction(db.connection(), async (trx) => {
        await query(trx, 'INSERT INTO parents (id) VALUES (7)')
        await query(trx, 'SELECT * FROM nowhere').catch(() => undefined)
      })
    await assert.rejects(careless, CommitRefused)
    assert.isEmpty(await query(db.connection(), 'SELECT * FROM parents'))
  }).skip(() => !onPostgres(), 'a failed statement does not end a transaction of SQLite')

  test('what `work` threw is thrown, even where the rollback fails as well', async ({ assert }) => {
    const failing = () =>
      transaction(db.connection(), async (trx) => {
        await query(
          trx,
          onPostgres() ? 'SELECT pg_terminate_backend(pg_backend_pid())' : 'ROLLBACK'
        ).catch(() => undefined)
        throw new Error('the work failed')
      })
    await assert.rejects(failing, 'the work failed')
    assert.equal(await addParentAndChild(2), 'stored')
  })

  async function addParentAndChild(id: number) {
    await query(db.connection(), `INSERT INTO parents (id) VALUES (${id})`)
    return addChild(id)
  }
})

test.group('An error of a COMMIT', () => {
  test('{$self}: stored or not, it cannot be said')
    .with(['08006', '57P01', '57P02', '57014', 'ECONNRESET', 'ETIMEDOUT', 'SQLITE_IOERR'])
    .run(({ assert }, code) => {
      assert.isTrue(isCommitUncertain(Object.assign(new Error('x'), { code })))
    })

  test('{$self}: surely not stored')
    .with(['23503', '23505', '40001', '40P01', '53100', 'SQLITE_FULL', 'SQLITE_CONSTRAINT'])
    .run(({ assert }, code) => {
      assert.isFalse(isCommitUncertain(Object.assign(new Error('x'), { code })))
    })

  test('without a code, as of a connection that ended: it cannot be said', ({ assert }) => {
    assert.isTrue(isCommitUncertain(new Error('Connection terminated unexpectedly')))
    assert.isFalse(isCommitUncertain(new CommitRefused()))
  })
})
