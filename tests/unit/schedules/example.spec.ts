import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { withCleanDatabase } from '#tests/helpers/database'

const EXAMPLE = 'tests/unit/schedules/example.ts'

test.group('docs/schedules.md', (group) => {
  withCleanDatabase(group)

  test('shows the example that runs here', async ({ assert }) => {
    const manual = await readFile(app.makePath('docs/schedules.md'), 'utf8')
    const [, shown] = /^```ts\n([^]*?)^```/m.exec(manual)!
    const example = await readFile(app.makePath(EXAMPLE), 'utf8')
    assert.equal(shown, example.replaceAll(/^export /gm, ''))
  })

  test('says what comes of it', async ({ assert }) => {
    const { thanks, weekly, often, verdict, mistake, next, processed } =
      await import('#tests/unit/schedules/example')
    assert.containsSubset(thanks, {
      outcome: 'created',
      schedule: { appName: 'sms', kind: 'once', source: 'application', createdBy: 'application' },
    })
    assert.containsSubset(weekly.schedule, { maxRuns: 8, overlap: 'skip', kind: 'cron' })
    assert.containsSubset(often.schedule, { missedRuns: 'skip', intervalMs: 900_000 })
    assert.lengthOf(await db.from('schedules').where('enabled', true), 3)
    assert.isTrue(verdict.valid)
    assert.lengthOf(verdict.valid ? verdict.next : [], 3)
    assert.deepEqual(mistake, {
      valid: false,
      problem: '"0 9 30 2 *" never runs: give one with a date that exists',
    })
    assert.equal(next?.weekday, 1)
    assert.equal(next?.hour, 9)
    assert.deepEqual(processed, {
      fired: 0,
      done: 0,
      failed: 0,
      skipped: 0,
      retried: 0,
      remaining: 0,
    })
  })
})
