import { test } from '@japa/runner'
import fc from 'fast-check'
import { setTimeout as delay } from 'node:timers/promises'
import { SlidingLimit } from '#emulator/sliding_limit'
import { SlidingSecond } from '#emulator/sliding_second'
import { withEmulators } from './support.js'
import { withoutDatabase } from '#tests/helpers/without_database'

/** The most events in any [t, t + 1 s): an event begins the worst one. */
function mostInAnySecond(times: number[]): number {
  return Math.max(0, ...times.map((at) => times.filter((t) => t >= at && t - at < 1000).length))
}

const arrivals = fc
  .array(
    fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 1200 }), fc.constant(1000)),
    {
      maxLength: 80,
    }
  )
  .map((gaps) =>
    gaps.map(
      (
        (at) => (gap: number) =>
          (at += gap)
      )(0)
    )
  )

test.group('Emulator: rate limit', (group) => {
  withoutDatabase(group)
  const start = withEmulators(group)

  test('lets through the limit in any sliding second, and never refuses without need', ({
    assert,
  }) => {
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 8 }), (times, limit) => {
        const window = new SlidingLimit(limit, 1000)
        const through: number[] = []
        for (const at of times) {
          const admitted = window.admit(at)
          const inLastSecond = through.filter((t) => at - t < 1000).length
          assert.equal(admitted, inLastSecond < limit)
          if (admitted) through.push(at)
        }
        assert.isAtMost(mostInAnySecond(through), limit)
      })
    )
  })

  test('measures what arrives, whatever becomes of it', ({ assert }) => {
    fc.assert(
      fc.property(arrivals, (times) => {
        const second = new SlidingSecond()
        for (const at of times) second.add(at)
        assert.equal(second.most, mostInAnySecond(times))
      })
    )
  })

  test('measures long runs in little memory, and as exactly', ({ assert }) => {
    const second = new SlidingSecond()
    for (let at = 0; at < 50_000; at++) second.add(at)
    assert.equal(second.most, 1000)
  })

  test('over HTTP: accepted in any sliding second never exceed it, the rest hears 403/53', async ({
    assert,
  }) => {
    const client = await start({ ratePerSecond: 5 })
    await client.token()
    const answers: Promise<any>[] = []
    for (let n = 0; n < 60; n++) {
      answers.push(client.send())
      if (n % 3 === 0) await delay(Math.random() * 120)
    }
    for (const { status, body } of await Promise.all(answers)) {
      if (status === 201) continue
      assert.equal(status, 403)
      assert.deepEqual(body, {
        code: 53,
        message: 'Too many requests',
        description: 'spike arrest limit',
      })
    }
    const entries = client.emulator.journal()
    const accepted = entries.filter(({ outcome }) => outcome === 'accepted').map(({ at }) => at)
    const report = client.emulator.report()
    assert.equal(mostInAnySecond(accepted), 5)
    assert.equal(report.maxInAnySlidingSecond, mostInAnySecond(entries.map(({ at }) => at)))
    assert.containSubset(report, {
      requests: 60,
      accepted: accepted.length,
      refused: 60 - accepted.length,
      outcomes: { 'refused:rate_limit': 60 - accepted.length },
    })
  })

  test('comes before everything else, and may be 429', async ({ assert }) => {
    const client = await start({ ratePerSecond: 1, rateStatus: 429, faults: ['unavailable'] })
    const bad = { headers: { Authorization: 'Bearer no' } }
    assert.equal((await client.sendBody('{', bad))!.status, 401)
    assert.containSubset(await client.send(), { status: 429, body: { code: 53 } })
    assert.equal((await client.askToken()).status, 200)
  })
})
