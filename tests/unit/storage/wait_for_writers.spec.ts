import { test } from '@japa/runner'
import { waitForWriters } from '#storage/wait_for_writers'

const ONCE_MS = 20
const BUSY = Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' })

/** A connection that answers each statement after `afterMs` with the next of `answers`. */
function aConnection(answers: (Error | null)[], { afterMs = ONCE_MS, onceMs = ONCE_MS } = {}) {
  const asked: string[] = []
  const ask = (sql: string, _: unknown[], callback: any) => {
    asked.push(sql)
    const answer = answers.shift() ?? null
    setTimeout(() => callback.call({ lastID: 7 }, answer, ['row']), afterMs)
  }
  const connection = { all: ask, run: ask }
  waitForWriters(connection, { onceMs, totalMs: 200 })
  const run = (sql: string) =>
    new Promise<{ id: number; rows: unknown }>((resolve, reject) => {
      connection.run(sql, [], function (this: any, error: Error | null, rows: unknown) {
        if (error) reject(error)
        else resolve({ id: this.lastID, rows })
      })
    })
  return { run, asked }
}

test.group('A statement that finds the file busy', () => {
  test('is asked again, and its answer is the last one', async ({ assert }) => {
    const { run, asked } = aConnection([BUSY, BUSY, null])
    assert.deepEqual(await run('UPDATE'), { id: 7, rows: ['row'] })
    assert.deepEqual(asked, ['UPDATE', 'UPDATE', 'UPDATE'])
  })

  test('fails when the whole time is over', async ({ assert }) => {
    const { run, asked } = aConnection(Array.from({ length: 1_000 }, () => BUSY))
    await assert.rejects(() => run('UPDATE'), 'database is locked')
    assert.isAbove(asked.length, 1)
  })

  test('fails at once where SQLite did not wait: what was read is out of date', async ({
    assert,
  }) => {
    const { run, asked } = aConnection([BUSY, null], { afterMs: 0, onceMs: 60_000 })
    await assert.rejects(() => run('UPDATE'), 'database is locked')
    assert.lengthOf(asked, 1)
  })

  test('fails with any other error at once', async ({ assert }) => {
    const { run, asked } = aConnection([new Error('UNIQUE constraint failed'), null])
    await assert.rejects(() => run('INSERT'), 'UNIQUE constraint failed')
    assert.lengthOf(asked, 1)
  })
})
