import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { withCleanDatabase } from '#tests/helpers/database'
import { secondConnection } from '#tests/helpers/second_connection'
import { auditTrail } from '#tests/helpers/audit_trail'
import { aFiringProcess } from '#tests/helpers/firing_process'
import { note, ring } from '#tests/helpers/job_handlers'
import { aScheduleDesk, aRequest, awa } from '#tests/helpers/schedule_desk'
import { TEST_NOW } from '#tests/helpers/test_clock'

const ROUNDS = 12
const actor = 'cli:awa'

/** People and a process that fires, each with connections of their own, and schedules that are due. */
async function atTheSameTime(cleanup: (callback: () => Promise<void>) => void) {
  const clock = new FrozenClock(TEST_NOW)
  const { db: own, close } = await secondConnection()
  cleanup(close)
  const desk = await aScheduleDesk({ clock })
  const firing = await aFiringProcess({ clock, db: own, handlers: [note, ring] })
  const made = await desk.createMany.run(
    Array.from({ length: ROUNDS }, () => aRequest({ cron: '0 10 * * *' })),
    awa
  )
  clock.advance({ seconds: 1 })
  const ids: number[] = made.map((creation) => (creation as any).schedule.id)
  return { desk, firing, ids, clock }
}

test.group('A schedule that is changed while it fires', (group) => {
  withCleanDatabase(group)

  /** By schedule: the times at which it ran, and the run that a change says it dropped. */
  async function whatBecame(id: number) {
    const rows = await db.from('schedule_occurrences').where('schedule_id', id)
    const dropped = (await auditTrail())
      .filter(({ subject, detail }) => subject === `schedule:${id}` && detail.dropped)
      .map(({ detail }) => detail.dropped)
    return { ran: rows.length, dropped: dropped.length }
  }

  const changes = {
    edited: (desk: Awaited<ReturnType<typeof aScheduleDesk>>, id: number) =>
      desk.edit.run({ id, version: 1, changes: { cron: '0 20 * * *' }, actor }),
    paused: (desk: Awaited<ReturnType<typeof aScheduleDesk>>, id: number) =>
      desk.pause.run({ id, actor }),
    deleted: (desk: Awaited<ReturnType<typeof aScheduleDesk>>, id: number) =>
      desk.delete.run({ id, actor }),
  }
  for (const [what, change] of Object.entries(changes)) {
    test(`${what}: has run once, or the change says that it did not`, async ({
      assert,
      cleanup,
    }) => {
      const { desk, firing, ids } = await atTheSameTime(cleanup)
      const results = await Promise.all([
        ...ids.map((id) => change(desk, id)),
        ...ids.map(() => firing.fire(3)),
      ])
      assert.isTrue(results.slice(0, ROUNDS).every((result: any) => result.outcome === 'changed'))
      await firing.fire()

      for (const id of ids) {
        const { ran, dropped } = await whatBecame(id)
        assert.equal(ran + dropped, 1, `schedule ${id} ran ${ran} times, dropped ${dropped}`)
      }
      const [row] = await db.from('schedules').where('id', ids[0])
      assert.equal(row.next_run_at !== null, what === 'edited')
    })
  }

  test('edited: runs at the old time or the new, never twice at one', async ({
    assert,
    cleanup,
  }) => {
    const { desk, firing, ids, clock } = await atTheSameTime(cleanup)
    await Promise.all([
      ...ids.map((id) => desk.edit.run({ id, version: 1, changes: { cron: '* * * * *' }, actor })),
      ...ids.map(() => firing.fire(3)),
    ])
    clock.travelTo('2026-03-10T09:01:00Z')
    await firing.fire()
    for (const id of ids) {
      const rows = await db.from('schedule_occurrences').where('schedule_id', id)
      const { dropped } = await whatBecame(id)
      assert.equal(rows.length + dropped, 2)
    }
  })

  test('run by hand: that is one more, and the one that is due is there, too', async ({
    assert,
    cleanup,
  }) => {
    const { desk, firing, ids } = await atTheSameTime(cleanup)
    await Promise.all([
      ...ids.map((id) => desk.runByHand.run({ id, actor })),
      ...ids.map(() => firing.fire(3)),
    ])
    await firing.fire()
    for (const id of ids) {
      const rows = await db.from('schedule_occurrences').where('schedule_id', id)
      assert.sameMembers(
        rows.map(({ reason }) => reason),
        ['by_hand', null]
      )
    }
    const counts = await db.from('schedules').select('run_count')
    assert.isTrue(counts.every(({ run_count: count }) => count === 1))
  })
})
