import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { Logger } from '@adonisjs/core/logger'
import { SystemClock } from '#app/clock'
import { KeepFiring } from '#services/keep_firing'

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
    await delay(200)
    assert.isAbove(rounds, 3)
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
    await delay(100)
    assert.equal(rounds, 1)
    assert.isAbove(begun, 1)
    release()
    await end()
  })

  test('a round that fails is followed by the next, and jobs are begun all the same', async ({
    assert,
  }) => {
    let rounds = 0
    let begun = 0
    const { end } = await aFiring({
      fire: async () => {
        rounds++
        throw new Error('the database is away')
      },
      begin: async () => ++begun && 0,
    })
    await delay(100)
    assert.isAbove(rounds, 1)
    assert.isAbove(begun, 1)
    await end()
  })

  test('jobs are begun until none is left, within one second', async ({ assert }) => {
    let left = 1_000
    const { end } = await aFiring({
      begin: async () => {
        left = Math.max(0, left - 4)
        return left && 4
      },
    })
    await delay(100)
    assert.equal(left, 0)
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
