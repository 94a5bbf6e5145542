import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { FrozenClock, type Clock } from '#app/clock'
import { BringForwardSchedules } from '#schedules/fire/bring_forward_schedules'
import { withCleanDatabase } from '#tests/helpers/database'
import { HostClock, World } from '#tests/helpers/host_clock'
import { aScheduleRow, anOccurrenceRow } from '#tests/helpers/schedule_rows'
import { aFiringProcess, occurrences, scheduleOf } from '#tests/helpers/firing_process'
import { TEST_NOW } from '#tests/helpers/test_clock'

async function bringForward(clock: Clock = new FrozenClock(TEST_NOW)) {
  const [db, logger] = [await app.container.make(Database), await app.container.make(Logger)]
  return new BringForwardSchedules(db, clock, logger).run()
}

/** `2026-03-10 10:00:00`, whatever the database makes of an instant. */
const written = (instant: unknown) =>
  new Date(typeof instant === 'string' ? `${instant.replace(' ', 'T')}Z` : (instant as Date))
    .toISOString()
    .slice(0, 19)
    .replace('T', ' ')

const everyHour = { kind: 'cron', run_at: null, cron: '0 * * * *', app_name: 'tell' }

test.group('Schedules that a clock which was ahead fired', (group) => {
  withCleanDatabase(group)

  test('go on from now; what was fired early is done at its time, and fires no second time', async ({
    assert,
  }) => {
    const id = await aScheduleRow({ ...everyHour, next_run_at: '2026-03-12 09:00:00' })
    const ahead = await aFiringProcess({ clock: new FrozenClock('2026-03-12T09:00:05Z') })
    await ahead.fire()
    assert.equal(written((await scheduleOf(id)).next_run_at), '2026-03-12 10:00:00')

    assert.equal(await bringForward(), 1)
    assert.equal(written((await scheduleOf(id)).next_run_at), '2026-03-10 09:00:00')
    const [early] = await occurrences()
    assert.equal(written(early.next_attempt_at), '2026-03-12 09:00:00')
    assert.equal(await bringForward(), 0)

    const right = await aFiringProcess({ clock: new FrozenClock(TEST_NOW) })
    for (let hour = 0; hour <= 49; hour++) {
      await right.fire()
      right.clock.advance({ hours: 1 })
    }
    assert.lengthOf(await occurrences(), 50)
  })

  test('a job whose time has come is due at once, and what is done stays so', async ({
    assert,
  }) => {
    const [waits, done] = [
      await anOccurrenceRow({
        status: 'pending',
        occurrence_at: '2026-03-10 08:00:00',
        fired_at: '2026-03-12 09:00:00',
        next_attempt_at: '2026-03-12 09:00:00',
      }),
      await anOccurrenceRow({ fired_at: '2026-03-12 09:00:00' }),
    ]
    await bringForward()
    const rows = await occurrences()
    const dueAt = (id: number) => rows.find((row) => row.id === id).next_attempt_at
    assert.equal(written(dueAt(waits)), '2026-03-10 09:00:00')
    assert.isNull(dueAt(done))
  })

  test('a job that failed by that clock is tried again now', async ({ assert }) => {
    const job = { status: 'pending', next_attempt_at: '2026-03-10 09:20:00' }
    await anOccurrenceRow({
      ...job,
      started_at: '2026-03-10 09:15:00',
      fired_at: '2026-03-10 08:00:00',
    })
    await anOccurrenceRow({
      ...job,
      started_at: '2026-03-10 08:59:00',
      fired_at: '2026-03-10 08:30:00',
    })
    await bringForward()
    const due = (await occurrences()).map((row) => written(row.next_attempt_at))
    assert.deepEqual(due, ['2026-03-10 09:00:00', '2026-03-10 09:20:00'])
  })

  test('one that is over stays over, and a host that is behind changes nothing', async ({
    assert,
  }) => {
    const over = await aScheduleRow({ enabled: false, disabled_reason: 'finished' })
    await anOccurrenceRow({ schedule_id: over, fired_at: '2026-03-12 09:00:00' })
    assert.equal(await bringForward(), 0)
    assert.isNull((await scheduleOf(over)).next_run_at)

    const id = await aScheduleRow({ ...everyHour, next_run_at: '2026-03-10 10:00:00' })
    await anOccurrenceRow({ schedule_id: id, fired_at: '2026-03-10 09:00:00' })
    const behind = new HostClock(new World(Date.parse(TEST_NOW)), -7_200_000)
    assert.equal(await bringForward(behind), 0)
    assert.equal(written((await scheduleOf(id)).next_run_at), '2026-03-10 10:00:00')
  })
})
