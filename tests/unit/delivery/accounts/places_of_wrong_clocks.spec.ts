import fc from 'fast-check'
import { test } from '@japa/runner'
import GatewayAccount from '#models/gateway_account'
import { cleanDatabase, withCleanDatabase } from '#tests/helpers/database'
import { HostClock, World } from '#tests/helpers/host_clock'
import { anEngine } from '#tests/helpers/engine'
import { TEST_NOW } from '#tests/helpers/test_clock'

const LIMIT = 5
const START_MS = Date.parse(TEST_NOW)
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** A rest after the database's clock was set, and the places that others hold. */
const LONGEST_HOLD_MS = 60_000

/** The most departures in any sliding second. */
function mostInASecond(departures: number[]): number {
  const sorted = departures.toSorted((a, b) => a - b)
  return Math.max(
    0,
    ...sorted.map((start) => sorted.filter((at) => at >= start && at < start + 1_000).length)
  )
}

async function aHost(world: World, aheadMs: number) {
  const clock = new HostClock(world, aheadMs)
  const { accounts } = await anEngine({ clock, ratePerSecond: LIMIT })
  const [{ rate, state }] = accounts.all
  await state.permission()
  return { clock, rate, /** When the last place it holds is, in real time. */ holdsUntil: 0 }
}

test.group('Places under clocks that are wrong', (group) => {
  withCleanDatabase(group)

  test('hosts that are days apart keep the limit together, in real time, and wait no longer', async ({
    assert,
  }) => {
    const world = new World(START_MS)
    const hosts = await Promise.all(
      [0, 2 * HOUR_MS, -DAY_MS].map((aheadMs) => aHost(world, aheadMs))
    )
    const departures: number[] = []
    for (let turn = 0; turn < 60; turn++) {
      const host = hosts[turn % hosts.length]
      const places = await host.rate.reserve([1])
      departures.push(...places)
      world.pass(180)
    }
    assert.isAtMost(mostInASecond(departures), LIMIT)
    assert.isAtMost(departures.at(-1)! - world.passedMs, 2_000)
  })

  test('a host whose clock is set keeps sending at the limit', async ({ assert }) => {
    const world = new World(START_MS)
    const host = await aHost(world, 0)
    const departures: number[] = []
    for (const step of [0, -2 * HOUR_MS, DAY_MS, -DAY_MS]) {
      host.clock.step(step)
      for (let n = 0; n < 10; n++) {
        departures.push(...(await host.rate.reserve([1])))
        world.pass(200)
      }
    }
    assert.isAtMost(mostInASecond(departures), LIMIT)
    assert.isAtMost(departures.at(-1)! - departures[0], 10_000)
  })

  test('whatever is set, and when: never more than the limit in a second, and nobody is held for long', async ({
    assert,
  }) => {
    const turns = fc.array(
      fc.oneof(
        {
          weight: 12,
          arbitrary: fc.record({ reserve: fc.nat(2), places: fc.integer({ min: 1, max: 3 }) }),
        },
        { weight: 6, arbitrary: fc.record({ pass: fc.integer({ min: 1, max: 900 }) }) },
        {
          weight: 1,
          arbitrary: fc.record({
            setHost: fc.nat(2),
            byMs: fc.integer({ min: -2 * DAY_MS, max: 2 * DAY_MS }),
          }),
        },
        {
          weight: 1,
          arbitrary: fc.record({ setDatabase: fc.integer({ min: -2 * DAY_MS, max: 2 * DAY_MS }) }),
        }
      ),
      { minLength: 20, maxLength: 60 }
    )
    await fc.assert(
      fc.asyncProperty(turns, async (steps) => {
        await cleanDatabase()
        const world = new World(START_MS)
        const hosts = await Promise.all([0, HOUR_MS, -HOUR_MS].map((ahead) => aHost(world, ahead)))
        const departures: number[] = []
        const reserve = async (host: (typeof hosts)[number], count: number) => {
          /** As lanes do: no more is reserved until what was reserved has left. */
          world.pass(Math.max(0, host.holdsUntil - world.passedMs))
          const before = world.passedMs
          const places = await host.rate.reserve(Array.from({ length: count }, () => 1))
          host.holdsUntil = Math.max(...places)
          departures.push(...places)
          return host.holdsUntil - before
        }
        for (const host of hosts) await reserve(host, 1)
        for (const step of steps) {
          if ('reserve' in step) {
            assert.isAtMost(await reserve(hosts[step.reserve], step.places), LONGEST_HOLD_MS)
          } else if ('pass' in step) world.pass(step.pass)
          else if ('setHost' in step) hosts[step.setHost].clock.step(step.byMs)
          else world.databaseSetMs += step.setDatabase
        }
        assert.isAtMost(mostInASecond(departures), LIMIT)
      }),
      { numRuns: 12 }
    )
  }).timeout(300_000)

  test('a host that starts after the database was set back lets the places of the others pass', async ({
    assert,
  }) => {
    const world = new World(START_MS)
    const host = await aHost(world, 0)
    const before = await host.rate.reserve([1, 1, 1, 1])
    world.databaseSetMs -= 2 * DAY_MS
    const fresh = await aHost(world, 0)
    const places = await fresh.rate.reserve([1, 1, 1, 1])
    assert.isAtMost(mostInASecond([...before, ...places]), LIMIT)
    assert.isAtMost(places.at(-1)!, LONGEST_HOLD_MS)
  })

  test('a next place, a pause and a slow-down from the future do not count', async ({ assert }) => {
    const world = new World(START_MS)
    const host = await aHost(world, 0)
    await GatewayAccount.query().update({
      next_slot_at: START_MS + 2 * DAY_MS,
      quiet_until: START_MS + 2 * DAY_MS,
      rate_percent: 10,
      rate_lowered_at: START_MS + 2 * DAY_MS,
    })
    const [place] = await host.rate.reserve([1])
    assert.isAtMost(place, LONGEST_HOLD_MS)
    assert.equal(host.rate.perSecond, LIMIT)
  })

  test('the pause that an operator asks for is kept to the end', async ({ assert }) => {
    const world = new World(START_MS)
    const [host, other] = [await aHost(world, 0), await aHost(world, DAY_MS)]
    await host.rate.slowDown(10 * 60_000, 'too_many_requests')
    for (const each of [other, host, other]) {
      const [place] = await each.rate.reserve([1])
      assert.isAtLeast(place, 10 * 60_000)
      assert.isAtMost(place, 10 * 60_000 + LONGEST_HOLD_MS)
    }
  })
})
