import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import app from '@adonisjs/core/services/app'
import { Database } from '@adonisjs/lucid/database'
import { withCleanDatabase } from '#tests/helpers/database'
import { secondConnection } from '#tests/helpers/second_connection'
import { aFile, aRow, csv, importFile } from '#tests/helpers/imports'
import { snapshot } from './support.js'

const many = (count: number, values: Parameters<typeof aRow>[0] = {}) =>
  csv(
    ...Array.from({ length: count }, (_, n) =>
      aRow({
        patient_ref: `P-${n}`,
        caregiver_phone: `+2376770${String(n).padStart(5, '0')}`,
        facility: `CSI ${n % 7}`,
        consent: n % 3 ? '' : 'yes',
        ...values,
      })
    )
  )

/** An import on connections of its own, as another process would run it. */
async function importElsewhere(file: string) {
  const second = await secondConnection()
  app.container.swap(Database, () => second.db)
  const importing = importFile(file, { batchSize: 10 })
  /** The container has handed the connection out by the time the file is being read. */
  await new Promise((resolve) => setTimeout(resolve, 5))
  app.container.restore(Database)
  return importing.finally(() => second.close())
}

test.group('Imports at once', (group) => {
  withCleanDatabase(group)

  test('the same file twice at the same time makes each row once', async ({ assert }) => {
    const file = await aFile(many(200))
    const results = await Promise.all([importElsewhere(file), importFile(file, { batchSize: 10 })])
    const created = results.reduce((sum, { imported }) => sum + imported.created, 0)
    const unchanged = results.reduce((sum, result) => sum + result.unchanged, 0)
    assert.deepEqual({ created, unchanged }, { created: 200, unchanged: 200 })
    for (const [table, count] of [
      ['patients', 200],
      ['immunizations', 200],
      ['facilities', 7],
      ['sms_messages', 200],
    ] as const)
      assert.equal(Number((await db.from(table).count('* as n').first()).n), count, table)
  })

  test('two files that contradict each other end in one of the two', async ({ assert }) => {
    const [one, other] = [
      await aFile(many(100)),
      await aFile(many(100, { language: 'en', due_on: '2026-03-18' })),
    ]
    await importFile(one)
    await Promise.all([importElsewhere(other), importFile(one, { batchSize: 10 })])
    await importFile(other)
    const before = await snapshot()
    await importFile(other)
    assert.deepEqual(await snapshot(), before)
    const open = await db.from('sms_messages').where('status', 'pending')
    assert.lengthOf(open, 100)
  })

  test('a run that ends half-way is completed by the next', async ({ assert }) => {
    const file = await aFile(many(50))
    const controller = new AbortController()
    const stopped = await importFile(file, {
      batchSize: 10,
      signal: controller.signal,
      onProgress: ({ rows }) => rows === 20 && controller.abort(),
    })
    assert.containSubset(stopped, { outcome: 'stopped', rows: 20, imported: { created: 20 } })
    assert.containSubset(await importFile(file), {
      outcome: 'done',
      imported: { created: 30 },
      unchanged: 20,
    })
  })
})
