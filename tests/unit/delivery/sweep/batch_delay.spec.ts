import { test } from '@japa/runner'
import { FrozenClock } from '#app/clock'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { anEngine } from '#tests/helpers/engine'
import { TEST_NOW } from '#tests/helpers/test_clock'

const DELAY_MS = 2_000

/** A process that sends two messages a batch, and when each left. */
async function aSlowEngine(clock: FrozenClock, left: number[]) {
  const engine = await anEngine({
    clock,
    processing: { lanes: 4, batchSize: 2, batchDelayMs: DELAY_MS },
  })
  const send = engine.gateway.send.bind(engine.gateway)
  engine.gateway.send = async (sms) => {
    left.push(clock.nowMs())
    return send(sms)
  }
  return engine
}

test.group('The pause between batches', (group) => {
  withCleanDatabase(group)

  test('is between any two of an account, however many lanes there are', async ({ assert }) => {
    const left: number[] = []
    const { sweep } = await aSlowEngine(new FrozenClock(TEST_NOW), left)
    for (let n = 0; n < 6; n++) await aMessage()
    await sweep.run()
    assert.lengthOf(left, 6)
    for (const n of [2, 4]) assert.isAtLeast(left[n] - left[n - 1], DELAY_MS)
    for (const n of [1, 3, 5]) assert.isBelow(left[n] - left[n - 1], DELAY_MS)
  })

  test('holds for the other processes, too', async ({ assert }) => {
    const clock = new FrozenClock(TEST_NOW)
    const left: number[] = []
    const first = await aSlowEngine(clock, left)
    const second = await aSlowEngine(clock, left)
    for (let n = 0; n < 2; n++) await aMessage()
    await first.sweep.run()
    const endedAt = left.at(-1)!
    for (let n = 0; n < 2; n++) await aMessage()
    await second.sweep.run()
    assert.lengthOf(left, 4)
    assert.isAtLeast(left[2] - endedAt, DELAY_MS)
  })
})
