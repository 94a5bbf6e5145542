import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import type { ScheduleRequest } from '#schedules/manage/schedule_request'
import { InvalidSchedule } from '#schedules/manage/invalid_schedule'
import { withCleanDatabase } from '#tests/helpers/database'
import { secondConnection } from '#tests/helpers/second_connection'
import { auditTrail } from '#tests/helpers/audit_trail'
import {
  aScheduleDesk,
  anOccurrence,
  aRequest,
  storedSchedules,
} from '#tests/helpers/schedule_desk'

const actor = 'token:7'

test.group('A schedule that is run by hand', (group) => {
  withCleanDatabase(group)

  async function aSchedule(values: ScheduleRequest = {}) {
    const desk = await aScheduleDesk()
    const { schedule } = await desk.create(aRequest(values))
    return { ...desk, schedule, run: () => desk.runByHand.run({ id: schedule.id, actor }) }
  }

  test('does the work of our database at once; its times and its count stay', async ({
    assert,
  }) => {
    const { run, schedule, find } = await aSchedule({ maxRuns: 1 })
    const result = await run()
    assert.containsSubset(result, {
      outcome: 'fired',
      occurrence: {
        scheduleId: schedule.id,
        occurrenceAt: '2026-03-10T09:00:00Z',
        status: 'done',
        reason: 'by_hand',
        attempts: 1,
        nextAttemptAt: null,
        finishedAt: '2026-03-10T09:00:00Z',
        result: { noted: true },
      },
    })
    const { nextRuns, ...after } = (await find.run(schedule.id))!
    assert.deepEqual(after, schedule)
    assert.lengthOf(nextRuns, 1)
    const { action, actor: who, detail } = (await auditTrail()).at(-1)!
    assert.deepEqual([action, who], ['schedule_run', actor])
    assert.deepEqual(detail, { occurrence: (result as any).occurrence.id })
  })

  test('leaves an effect to whoever runs them', async ({ assert }) => {
    const { run } = await aSchedule({ appName: 'ring', priority: 'high' })
    assert.containsSubset(await run(), {
      occurrence: { status: 'pending', nextAttemptAt: '2026-03-10T09:00:00Z', attempts: 0 },
    })
    const [row] = await db.from('schedule_occurrences')
    assert.include(row, { app_name: 'ring', priority: 1, payload: '{"text":"hello"}' })
  })

  test('twice in a second, or in that of a run, takes the free one before', async ({ assert }) => {
    const { run, schedule } = await aSchedule()
    await anOccurrence(schedule.id, '2026-03-10 08:59:59')
    const results = [await run(), await run()] as any[]
    assert.deepEqual(
      results.map(({ occurrence }) => occurrence.occurrenceAt),
      ['2026-03-10T09:00:00Z', '2026-03-10T08:59:58Z']
    )
  })

  test('does not take the second of what is due and not fired yet', async ({ assert }) => {
    const { run, clock } = await aSchedule({ cron: '0 10 * * *' })
    clock.advance({ seconds: 3 })
    assert.containsSubset(await run(), { occurrence: { occurrenceAt: '2026-03-10T08:59:59Z' } })
    const [{ next_run_at: next }] = await db.from('schedules')
    assert.isNotNull(next)
  })

  test('is refused where it runs every second', async ({ assert }) => {
    const { run, schedule } = await aSchedule({ intervalMs: 1_000 })
    for (let back = 0; back < 120; back++) {
      const at = new Date(Date.UTC(2026, 2, 10, 9, 0, -back))
      await anOccurrence(schedule.id, at.toISOString().slice(0, 19).replace('T', ' '))
    }
    assert.include(await run(), { outcome: 'runs_now' })
  })

  test('by two at once, is run twice', async ({ assert, cleanup }) => {
    const { run, schedule } = await aSchedule()
    const { db: own, close } = await secondConnection()
    cleanup(close)
    const other = await aScheduleDesk({ db: own })
    const results = await Promise.all([
      run(),
      other.runByHand.run({ id: schedule.id, actor }),
      run(),
    ])
    assert.isTrue(results.every(({ outcome }) => outcome === 'fired'))
    assert.lengthOf(await db.from('schedule_occurrences'), 3)
  })

  test('also one that is paused, not one that is deleted', async ({ assert }) => {
    const { run, schedule, pause, delete: remove } = await aSchedule()
    await pause.run({ id: schedule.id, actor })
    assert.include(await run(), { outcome: 'fired' })
    await remove.run({ id: schedule.id, actor })
    assert.deepEqual(await run(), { outcome: 'not_found', id: schedule.id })
  })

  test('is refused where its payload cannot be used any more', async ({ assert }) => {
    const { run } = await aSchedule()
    await db.from('schedules').update({ payload: '{}' })
    const error = await run().then(
      () => assert.fail('it ran'),
      (thrown) => thrown
    )
    assert.instanceOf(error, InvalidSchedule)
    assert.isEmpty(await db.from('schedule_occurrences'))
    assert.lengthOf(await storedSchedules(), 1)
  })
})
