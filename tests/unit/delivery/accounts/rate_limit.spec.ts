import fc from 'fast-check'
import { test } from '@japa/runner'
import { withCleanDatabase } from '#tests/helpers/database'
import { anEngine } from '#tests/helpers/engine'

/** The most slots in any sliding second. */
function mostInASecond(slots: number[]): number {
  const sorted = slots.toSorted((a, b) => a - b)
  return Math.max(
    ...sorted.map((start) => sorted.filter((slot) => slot >= start && slot < start + 1000).length)
  )
}

const ones = (count: number) => Array.from({ length: count }, () => 1)

async function limitOf(ratePerSecond: number) {
  const engine = await anEngine({ ratePerSecond })
  const [{ rate, state }] = engine.accounts.all
  await state.permission()
  return { ...engine, rate }
}

test.group('The rate limit', (group) => {
  withCleanDatabase(group)

  test('gives each place once, to whoever asks, and never more than the limit in a sliding second', async ({
    assert,
  }) => {
    const { rate } = await limitOf(5)
    const other = await limitOf(5)
    const reserved = await Promise.all(
      Array.from({ length: 20 }, (_, turn) =>
        (turn % 2 ? rate : other.rate).reserve(ones(1 + (turn % 4)))
      )
    )
    const slots = reserved.flat()
    assert.equal(new Set(slots).size, slots.length)
    assert.isAtMost(mostInASecond(slots), 5)
  })

  test('keeps at least 97 % of the limit, whatever it is', async ({ assert }) => {
    for (const ratePerSecond of [0.5, 1, 5, 7, 33, 200]) {
      const { rate, clock } = await limitOf(ratePerSecond)
      clock.advance({ hours: 1 })
      const slots: number[] = []
      for (let turn = 0; turn < 60; turn++)
        slots.push(...(await rate.reserve(ones(Math.max(1, Math.ceil(ratePerSecond / 4))))))
      const seconds = (slots.at(-1)! - slots[0]) / 1000
      assert.isAtLeast((slots.length - 1) / seconds, ratePerSecond * 0.97, `at ${ratePerSecond}/s`)
      assert.isAtMost(mostInASecond(slots), Math.max(1, ratePerSecond))
    }
  })

  test('saves nothing up: after an idle hour no burst leaves', async ({ assert }) => {
    const { rate, clock } = await limitOf(5)
    await rate.reserve(ones(1))
    clock.advance({ hours: 1 })
    const slots = await rate.reserve(ones(20))
    assert.isAtLeast(slots[0], clock.nowMs())
    assert.isAtMost(mostInASecond(slots), 5)
  })

  test('is pushed back for everybody when the operator says it is too much', async ({ assert }) => {
    const { rate, clock } = await limitOf(5)
    await rate.slowDown(3_000, 'too_many_requests')
    const [first] = await rate.reserve(ones(1))
    assert.isAtLeast(first, clock.nowMs() + 3_000)
  })

  test('lets a process that fell behind not catch up in a burst', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 6, maxLength: 20 }),
        async (stalls) => {
          const { rate, clock } = await limitOf(5)
          const departures: number[] = []
          for (const stall of stalls) {
            const [slot] = await rate.reserve(ones(1))
            await clock.sleepUntil(slot + stall)
            await rate.depart(slot, 1)
            departures.push(clock.nowMs())
          }
          assert.isAtMost(mostInASecond(departures), 5)
        }
      ),
      { numRuns: 25 }
    )
  })

  test('leaves more room in a second where the process wakes late, until it is on time again', async ({
    assert,
  }) => {
    const { rate, clock } = await limitOf(20)
    const leave = async (lateMs = 0) => {
      const [slot] = await rate.reserve(ones(1))
      await clock.sleepUntil(slot + lateMs)
      await rate.depart(slot, 1)
      return slot
    }
    const secondOf = async () => {
      const slots = []
      for (let n = 0; n <= 20; n++) slots.push(await leave())
      return slots[20] - slots[0]
    }
    const usual = await secondOf()
    await leave(60)
    assert.isAtLeast(await secondOf(), usual + 40)
    for (let n = 0; n < 60; n++) await leave()
    assert.equal(await secondOf(), usual)
  })
})
