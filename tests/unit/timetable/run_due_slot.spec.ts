import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { FrozenClock } from '#app/clock'
import SchedulerRun from '#models/scheduler_run'
import { withCleanDatabase } from '#tests/helpers/database'
import { aDeadRun, aScheduler, done, failing, JUST_PAST_SIX } from '#tests/helpers/schedulers'

const SIX = '2026-03-10T05:00:00Z'

const theRun = () => SchedulerRun.query().orderBy('slot', 'desc').firstOrFail()
const slotOf = (run: SchedulerRun) =>
  DateTime.fromJSDate(run.slot.toJSDate(), { zone: 'utc' }).toISO({ suppressMilliseconds: true })

test.group('A slot of the timetable', (group) => {
  withCleanDatabase(group)

  test('is run once, and its row says how it ended', async ({ assert }) => {
    const scheduler = await aScheduler()
    assert.equal(await scheduler.run('generation'), 'ok')
    assert.isNull(await scheduler.run('generation'))

    const run = await theRun()
    assert.equal(slotOf(run), SIX)
    assert.include(run.claimedBy, scheduler.heartbeat.id)
    assert.containSubset(run.$attributes, {
      job: 'generation',
      outcome: 'ok',
      tries: 1,
      error: null,
    })
    assert.deepEqual(JSON.parse(run.stats!), { planned: 3 })
  })

  test('comes again with its next time, and not a second early', async ({ assert }) => {
    const scheduler = await aScheduler()
    await scheduler.run('generation')
    scheduler.clock.travelTo('2026-03-11T04:59:59Z')
    assert.isNull(await scheduler.run('generation'))
    scheduler.clock.travelTo('2026-03-11T05:00:00Z')
    assert.equal(await scheduler.run('generation'), 'ok')
  })

  test('missed for days is caught up once, and the older ones with it', async ({ assert }) => {
    const scheduler = await aScheduler()
    await scheduler.run('generation')
    scheduler.clock.travelTo('2026-03-14T20:00:00Z')
    assert.equal(await scheduler.run('generation'), 'ok')
    assert.isNull(await scheduler.run('generation'))
    assert.lengthOf(await SchedulerRun.all(), 2)
    assert.equal(slotOf(await theRun()), '2026-03-14T05:00:00Z')
  })

  test('missed for longer than the catch-up time is not', async ({ assert }) => {
    const scheduler = await aScheduler({
      clock: new FrozenClock('2026-03-10T08:00:00Z'),
      timetable: { catchUpHours: 2 },
    })
    assert.isNull(await scheduler.run('generation'))
  })

  test('is not run again when the clock is set back a day and forth', async ({ assert }) => {
    const scheduler = await aScheduler()
    await scheduler.run('generation')
    scheduler.clock.travelTo('2026-03-09T05:00:10Z')
    assert.equal(await scheduler.run('generation'), 'ok')
    scheduler.clock.travelTo(JUST_PAST_SIX)
    assert.isNull(await scheduler.run('generation'))
  })

  test('is not run again for a local time that other zone data put at another instant', async ({
    assert,
  }) => {
    const scheduler = await aScheduler()
    await aDeadRun(scheduler.clock, 'generation', '2026-03-10T04:00:00Z')
    await SchedulerRun.query().update({
      local_slot: '2026-03-10 06:00',
      finished_at: '2026-03-10 04:00:20',
      outcome: 'ok',
    })
    assert.isNull(await scheduler.run('generation'))
    await SchedulerRun.query().update({ outcome: 'stopped' })
    assert.equal(await scheduler.run('generation'), 'ok')
    const [run, ...others] = await SchedulerRun.all()
    assert.isEmpty(others)
    assert.equal(slotOf(run), '2026-03-10T04:00:00Z')
    scheduler.clock.travelTo('2026-03-11T05:00:00Z')
    assert.equal(await scheduler.run('generation'), 'ok')
  })

  test('that failed is tried again after five minutes, three times in all', async ({ assert }) => {
    const scheduler = await aScheduler()
    assert.equal(await scheduler.run('generation', failing), 'failed')
    assert.equal((await theRun()).error, 'the disk is full')
    assert.isNull(await scheduler.run('generation', failing))

    for (const outcome of ['failed', 'failed', null, null]) {
      scheduler.clock.advance({ minutes: 5 })
      assert.equal(await scheduler.run('generation', failing), outcome)
    }
    assert.containSubset((await theRun()).$attributes, { outcome: 'failed', tries: 3 })
  })

  test('that failed and then succeeds is done', async ({ assert }) => {
    const scheduler = await aScheduler()
    await scheduler.run('generation', failing)
    scheduler.clock.advance({ minutes: 5 })
    assert.equal(await scheduler.run('generation'), 'ok')
    assert.containSubset((await theRun()).$attributes, { outcome: 'ok', tries: 2, error: null })
  })

  test('that was stopped is begun again by whoever comes next, at no cost', async ({ assert }) => {
    const scheduler = await aScheduler()
    const stopped = async () => ({ complete: false, stats: {} })
    for (let n = 0; n < 5; n++) assert.equal(await scheduler.run('generation', stopped), 'stopped')
    assert.equal(await scheduler.run('generation'), 'ok')
    assert.equal((await theRun()).tries, 1)
  })

  test('is not begun by a process that is ending', async ({ assert }) => {
    const scheduler = await aScheduler()
    assert.isNull(await scheduler.run('generation', done, AbortSignal.abort()))
    assert.isEmpty(await SchedulerRun.all())
  })

  test('whose process died is taken over when its lease has run out', async ({ assert }) => {
    const scheduler = await aScheduler()
    await aDeadRun(scheduler.clock, 'generation', SIX)
    assert.isNull(await scheduler.run('generation'))
    scheduler.clock.advance({ seconds: 61 })
    assert.equal(await scheduler.run('generation'), 'ok')
    assert.equal((await theRun()).tries, 2)
  })

  test('that has killed three processes is left alone', async ({ assert }) => {
    const scheduler = await aScheduler()
    await aDeadRun(scheduler.clock, 'generation', SIX, 3)
    scheduler.clock.advance({ minutes: 10 })
    assert.isNull(await scheduler.run('generation'))
  })

  test('waits while an older one of its job is under way, and other jobs do not', async ({
    assert,
  }) => {
    const scheduler = await aScheduler()
    await aDeadRun(scheduler.clock, 'sweep', '2026-03-10T04:55:00Z')
    assert.isNull(await scheduler.run('sweep'))
    assert.equal(await scheduler.run('generation'), 'ok')
    scheduler.clock.advance({ seconds: 61 })
    assert.equal(await scheduler.run('sweep'), 'ok')
  })

  test('is not held up by a lease from before the clock was set back', async ({ assert }) => {
    const scheduler = await aScheduler({ clock: new FrozenClock('2026-03-11T05:00:10Z') })
    await aDeadRun(scheduler.clock, 'sweep', '2026-03-11T05:00:00Z')
    scheduler.clock.travelTo(JUST_PAST_SIX)
    assert.equal(await scheduler.run('sweep'), 'ok')
  })
})
