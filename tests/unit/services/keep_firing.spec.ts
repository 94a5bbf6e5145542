import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { Logger } from '@adonisjs/core/logger'
import { SystemClock } from '#app/clock'
import { FireDueSchedules } from '#schedules/fire/fire_due_schedules'
import { RunOccurrences } from '#schedules/run/run_occurrences'
import { KeepFiring } from '#services/keep_firing'
import { RunningWork } from '#services/running_work'
import { FiringService } from '#services/firing_service'

/** Always shortly before a second, so that rounds follow each other in no time; a second later when it is set back. */
class ShortSeconds extends SystemClock {
  backMs = 0

  nowMs(): number {
    return 7_200_990 - this.backMs
  }
}

const nothing = async () => 0

async function aFiring({ fire = nothing, begin = nothing }) {
  const clock = new ShortSeconds()
  const ending = new AbortController()
  const keep = new KeepFiring(clock, await app.container.make(Logger))
  const going = keep.during(fire, begin, ending.signal)
  return {
    clock,
    async end() {
      ending.abort()
      await going
    },
  }
}

test.group('What is fired each second', () => {
  test('a clock that is set back holds up nothing', async ({ assert }) => {
    let rounds = 0
    const { clock, end } = await aFiring({ fire: async () => ++rounds })
    clock.backMs = 3_600_000
    const before = rounds
    for (let tries = 0; tries < 2_000 && rounds < before + 4; tries++) await delay(5)
    assert.isAtLeast(rounds, before + 4)
    await end()
  })

  test('a round that takes long holds up no job, and is not begun twice', async ({ assert }) => {
    let rounds = 0
    let begun = 0
    let release = () => {}
    const fired = new Promise<void>((resolve) => (release = resolve))
    const { end } = await aFiring({
      fire: async () => {
        rounds++
        await fired
        return 0
      },
      begin: async () => {
        begun++
        return 0
      },
    })
    while (begun < 2) await delay(5)
    assert.equal(rounds, 1)
    release()
    await end()
  })

  test('a round that fails is followed by the next, and jobs are begun all the same', async () => {
    let rounds = 0
    let begun = 0
    const { end } = await aFiring({
      fire: async () => {
        rounds++
        throw new Error('the database is away')
      },
      begin: async () => ++begun && 0,
    })
    while (rounds < 2 || begun < 2) await delay(5)
    await end()
  })

  test('jobs are begun until none is left, within one second', async ({ assert }) => {
    let left = 1_000
    let rounds = 0
    let roundsAtEnd: number | undefined
    const { end } = await aFiring({
      fire: async () => ++rounds,
      begin: async () => {
        left = Math.max(0, left - 4)
        if (left === 0) roundsAtEnd ??= rounds
        return left && 4
      },
    })
    while (left > 0) await delay(5)
    assert.equal(roundsAtEnd, 1)
    await end()
  })

  test('is over when the round under way is', async ({ assert }) => {
    let done = false
    const { end } = await aFiring({
      fire: async () => {
        await delay(50)
        done = true
        return 0
      },
    })
    await delay(1)
    await end()
    assert.isTrue(done)
  })
})

test.group('Schedules of this process', (group) => {
  group.each.teardown(() => app.container.restoreAll())

  test('have all their jobs done, more than go side by side, until it is told to end', async ({
    assert,
  }) => {
    const jobs = { left: 40, run: async () => summaryOf((jobs.left -= 4) < 0 ? 0 : 4) }
    const summaryOf = (done: number) => ({ done, retried: 0, deadLettered: 0 })
    const fire = { run: async () => ({ done: 0, pending: 0, skipped: 0, faulty: 0 }) }
    app.container.swap(RunOccurrences, () => jobs as unknown as RunOccurrences)
    app.container.swap(FireDueSchedules, () => fire as unknown as FireDueSchedules)
    const work = new RunningWork()
    const firing = new FiringService(work).keepFiring()
    while (jobs.left >= 0) await delay(5)
    assert.isTrue(await work.drain(2_000))
    await firing
  })
})
