import { test } from '@japa/runner'
import { FrozenClock } from '#app/clock'
import SchedulerRun from '#models/scheduler_run'
import { withCleanDatabase } from '#tests/helpers/database'
import { secondConnection } from '#tests/helpers/second_connection'
import { aDeadRun, aScheduler, JUST_PAST_SIX } from '#tests/helpers/schedulers'

const ROUNDS = 25

test.group('Several schedulers at once', (group) => {
  withCleanDatabase(group)

  async function schedulers(count: number, clock: FrozenClock) {
    const connections = await Promise.all(Array.from({ length: count }, () => secondConnection()))
    const all = await Promise.all(connections.map(({ db }) => aScheduler({ db, clock })))
    return { all, close: () => Promise.all(connections.map(({ close }) => close())) }
  }

  test('run each slot once', async ({ assert }) => {
    const clock = new FrozenClock(JUST_PAST_SIX)
    const { all, close } = await schedulers(5, clock)
    for (let round = 0; round < ROUNDS; round++) {
      const runs = await Promise.all(all.map((scheduler) => scheduler.run('generation')))
      assert.deepEqual(runs.filter(Boolean), ['ok'], `round ${round}`)
      clock.advance({ days: 1 })
    }
    assert.lengthOf(await SchedulerRun.all(), ROUNDS)
    await close()
  })

  test('run each slot once though one clock is behind the other', async ({ assert }) => {
    for (const behind of [{ milliseconds: 1 }, { seconds: 5 }]) {
      const clock = new FrozenClock(JUST_PAST_SIX)
      const late = new FrozenClock(clock.now().minus(behind))
      const [first, second] = await Promise.all(
        [clock, late].map((own) => aScheduler({ clock: own }))
      )
      let meanwhile: unknown
      const outcome = await first.run('generation', async () => {
        meanwhile = await second.run('generation')
        return { complete: true, stats: {} }
      })
      const afterwards = await second.run('generation')
      assert.deepEqual([outcome, meanwhile, afterwards], ['ok', null, null])
      await SchedulerRun.query().delete()
    }
  })

  test('take a dead one over once', async ({ assert }) => {
    const clock = new FrozenClock(JUST_PAST_SIX)
    const { all, close } = await schedulers(5, clock)
    for (let round = 0; round < ROUNDS; round++) {
      const slot = clock.now().startOf('minute').toISO()
      await aDeadRun(clock, 'generation', slot)
      clock.advance({ minutes: 2 })
      const runs = await Promise.all(all.map((scheduler) => scheduler.run('generation')))
      assert.deepEqual(runs.filter(Boolean), ['ok'], `round ${round}`)
      clock.advance({ days: 1, minutes: -2 })
    }
    await close()
  })

  test('one that was asleep for longer than its lease does not end what another has done', async ({
    assert,
  }) => {
    const clock = new FrozenClock(JUST_PAST_SIX)
    const { all, close } = await schedulers(2, clock)
    const [sleeper, other] = all
    await sleeper.run('generation', async () => {
      clock.advance({ minutes: 3 })
      assert.equal(await other.run('generation'), 'ok')
      return { complete: false, stats: { planned: 0 } }
    })
    const run = await SchedulerRun.firstOrFail()
    assert.include(run.claimedBy, other.heartbeat.id)
    assert.containSubset(run.$attributes, { outcome: 'ok', stats: '{"planned":3}' })
    await close()
  })
})
