import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { retryDeadlocks } from '#storage/retry_deadlocks'
import { isPostgres } from '#storage/dialect_of'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'

test.group('Transactions that wait for each other', (group) => {
  withCleanDatabase(group)

  test('both get through on PostgreSQL, one of them at its second try', async ({ assert }) => {
    const ids = [(await aMessage()).id, (await aMessage()).id]
    let tries = 0
    const bothHoldOne = meeting(2)
    const raise = (order: number[]) =>
      retryDeadlocks(() =>
        db.transaction(async (trx) => {
          tries += 1
          await trx.from('sms_messages').where('id', order[0]).increment('retry_count', 1)
          await bothHoldOne()
          await trx.from('sms_messages').where('id', order[1]).increment('retry_count', 1)
        })
      )

    await Promise.all([raise(ids), raise(ids.toReversed())])

    assert.isAtLeast(tries, 3)
    const counts = await db.from('sms_messages').select('retry_count')
    assert.deepEqual(counts, [{ retry_count: 2 }, { retry_count: 2 }])
  }).skip(() => !isPostgres(db.connection()), 'SQLite has one writer at a time')

  test('any other error is thrown at once', async ({ assert }) => {
    let tries = 0
    const failing = () =>
      retryDeadlocks(async () => {
        tries += 1
        throw new Error('no')
      })
    await assert.rejects(failing, 'no')
    assert.equal(tries, 1)
  })
})

/** Returns when that many have come; whoever comes later does not wait. */
function meeting(count: number): () => Promise<void> {
  let open = () => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  return () => {
    if (--count <= 0) open()
    return opened
  }
}
