import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { countDue } from '#schedules/count_due'
import { isAnyDue } from '#schedules/fire/due_schedules'
import { isAnyJobWaiting } from '#schedules/run/is_any_job_waiting'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'
import { withCleanDatabase } from '#tests/helpers/database'
import { aScheduleRow, anOccurrenceRow } from '#tests/helpers/schedule_rows'
import { countTable, listeningClient, planOf } from '#tests/helpers/query_plans'
import { aFiringProcess } from '#tests/helpers/firing_process'
import { note, ring } from '#tests/helpers/job_handlers'
import { aScheduleDesk, aRequest, awa } from '#tests/helpers/schedule_desk'

const ONCE = { runAt: '2026-03-10T09:00:00Z' }

async function aProcess() {
  const { createMany } = await aScheduleDesk()
  const process = await aFiringProcess({ handlers: [note, ring] })
  const create = (count: number, values: object) =>
    createMany.run(
      Array.from({ length: count }, () => aRequest({ ...ONCE, ...values })),
      awa
    )
  return { ...process, create }
}

/** Schedules and jobs for an instant of the database, and what the planner knows of them. */
async function manyWaiting(at: string): Promise<void> {
  for (let n = 0; n < 300; n++) {
    const scheduleId = await aScheduleRow({ next_run_at: at })
    await anOccurrenceRow({ schedule_id: scheduleId, status: 'pending', next_attempt_at: at })
  }
  for (const table of ['schedules', 'schedule_occurrences']) await countTable(table)
}

test.group('One call for all that is due', (group) => {
  withCleanDatabase(group)

  test('fires it and does its work, also more effects than go side by side', async ({ assert }) => {
    const { create, processDue } = await aProcess()
    await create(3, {})
    await create(10, { appName: 'ring' })
    await create(1, { runAt: '2026-03-10T10:00:00Z' })
    assert.deepEqual(await processDue(), {
      fired: 13,
      done: 13,
      failed: 0,
      skipped: 0,
      retried: 0,
      remaining: 0,
    })
    assert.include(await processDue(), { fired: 0, done: 0 })
  })

  test('stops at its limit and says what remains', async ({ assert }) => {
    const { create, processDue } = await aProcess()
    await create(7, {})
    assert.include(await processDue(5), { fired: 5, done: 5, remaining: 2 })
    assert.include(await processDue(5), { fired: 2, remaining: 0 })
  })

  test('counts along the indexes', async ({ assert }) => {
    const at = '2026-03-10 09:00:01'
    await manyWaiting(at)
    const { client, statements } = listeningClient()
    const due = await countDue(client, { now: '2026-03-10 09:00:00', names: ['note'] })
    assert.equal(due, 0)
    const plan = await planOf(statements[0], { counted: true })
    assert.include(plan, 'schedules_due')
    assert.include(plan, 'schedule_occurrences_pending')
  })

  test('looks along the indexes where PostgreSQL believes that many are due', async ({
    assert,
  }) => {
    const at = '2026-03-10 09:00:00'
    await manyWaiting(at)
    const { client, statements } = listeningClient()
    assert.isTrue(await isAnyDue(client, at))
    assert.isTrue(await isAnyJobWaiting(client, { now: at, bounds: { now_ms: 0, farthest_ms: 1 } }))
    const explain = isPostgres(client) ? 'EXPLAIN' : 'EXPLAIN QUERY PLAN'
    const plans = await Promise.all(
      statements.map(({ sql, bindings }) => query(db.connection(), `${explain} ${sql}`, bindings))
    )
    assert.include(JSON.stringify(plans[0]), 'schedules_due')
    assert.include(JSON.stringify(plans[1]), 'schedule_occurrences_pending')
  })
})
