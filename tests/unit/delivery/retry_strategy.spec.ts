import fc from 'fast-check'
import { test } from '@japa/runner'
import { ExponentialRetry, type RetrySettings } from '#delivery/retry_strategy'

const DEFAULTS: RetrySettings = {
  maxRetries: 3,
  delayMinutes: 5,
  multiplier: 2,
  maxDelayMinutes: 240,
  jitter: 0,
}
const minutes = (retry: ExponentialRetry, count: number) => retry.delayMs(count) / 60_000

test.group('Exponential retry', () => {
  test('waits 5, 10 and 20 minutes, three times in all', ({ assert }) => {
    const retry = new ExponentialRetry(DEFAULTS)
    assert.deepEqual(
      [0, 1, 2].map((count) => minutes(retry, count)),
      [5, 10, 20]
    )
    assert.deepEqual(
      [0, 1, 2, 3].map((count) => retry.shouldRetry(count)),
      [true, true, true, false]
    )
  })

  test('grows up to the cap, with the jitter on top, and does not overflow at retry 1,000', ({
    assert,
  }) => {
    fc.assert(
      fc.property(
        fc.record({
          delayMinutes: fc.double({ min: 0.01, max: 1_440, noNaN: true }),
          multiplier: fc.double({ min: 1, max: 10, noNaN: true }),
          maxDelayMinutes: fc.double({ min: 1, max: 10_080, noNaN: true }),
          jitter: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        fc.integer({ min: 0, max: 1_000 }),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (settings, count, random) => {
          const plain = new ExponentialRetry({ ...DEFAULTS, ...settings, jitter: 0 })
          const jittered = new ExponentialRetry({ ...DEFAULTS, ...settings }, () => random)
          const capMs = settings.maxDelayMinutes * 60_000

          assert.isTrue(Number.isFinite(jittered.delayMs(count)))
          assert.isAtMost(plain.delayMs(count), Math.round(capMs))
          assert.isAtLeast(plain.delayMs(count + 1), plain.delayMs(count))
          assert.isAtLeast(jittered.delayMs(count), plain.delayMs(count))
          assert.isAtMost(jittered.delayMs(count), Math.round(capMs * (1 + settings.jitter)) + 1)
        }
      )
    )
  })
})
