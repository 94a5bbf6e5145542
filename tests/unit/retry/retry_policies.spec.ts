import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { RetryPolicies } from '#retry/retry_policies'
import type { RetryFailure, RetryStrategy } from '#retry/retry_strategy'
import { policiesWith } from '#tests/helpers/retry_policies'
import { aLogger } from '#tests/helpers/logger'
import { now } from '#tests/helpers/test_clock'
import { MINUTE, aFailedMessage as message, failure } from '#tests/unit/retry/support'

test.group('The policies of the message types', () => {
  test('a type without a policy of its own has the default one', ({ assert }) => {
    const policies = policiesWith()
    const waits = [0, 1, 2].map((count) => policies.getDelay('custom', count) / MINUTE)
    assert.deepEqual(waits, [5, 10, 20])
    const allowed = [0, 1, 2, 3].map((retryCount) =>
      policies.shouldRetry('custom', { retryCount, retryingSince: now, failure, now })
    )
    assert.deepEqual(allowed, [true, true, true, false])
  })

  test('the configuration and the application give a type its own; the last word holds', ({
    assert,
  }) => {
    const policies = policiesWith({
      byType: { notice: { kind: 'steps', minutes: [1, 2], maxRetries: 2 } },
    })
    assert.equal(policies.getDelay('notice', 1), 2 * MINUTE)
    policies.register('notice', {
      kind: 'linear',
      stepMinutes: 3,
      maxDelayMinutes: 9,
      maxRetries: 1,
    })
    assert.equal(policies.getDelay('notice', 1), 6 * MINUTE)
    assert.equal(policies.getDelay('constructor', 1), 10 * MINUTE)
  })

  test('a strategy written in code sees the error', ({ assert }) => {
    const policies = policiesWith()
    policies.register('notice', {
      delayMs: (count, why) => (why?.errorCode === '63' ? 1_000 : 60_000) * (count + 1),
      shouldRetry: ({ retryCount, failure: why }) => retryCount < 2 && why?.reason !== 'no_route',
      giveUpReason: ({ failure: why }) => (why?.reason === 'no_route' ? 'not_retryable' : null),
    })
    assert.equal(policies.getDelay('notice', 1, { ...failure, errorCode: '63' }), 2_000)
    assert.equal(policies.getDelay('notice', 1), 120_000)
    const noRoute = { ...failure, reason: 'no_route' }
    const reasonOf = (retryCount: number, why: RetryFailure) =>
      policies.handleFailure(message({ messageType: 'notice', retryCount }), why, now).reason
    assert.equal(reasonOf(0, noRoute), 'not_retryable')
    assert.equal(reasonOf(2, failure), 'retries_used_up')
    assert.equal(reasonOf(1, failure), 'request_timeout')
  })

  test('a strategy that fails does not decide, and is heard of', ({ assert }) => {
    const { logger, lines } = aLogger()
    const policies = policiesWith({}, { logger })
    const faulty: [string, Partial<RetryStrategy>][] = [
      ['a slip', { delayMs: () => [1][7] }],
      ['nothing', { delayMs: () => Number.NaN }],
      ['the past', { delayMs: () => -1 }],
      ['never', { delayMs: () => Number.POSITIVE_INFINITY }],
      ['a promise', { shouldRetry: (async () => true) as any }],
      [
        'an error',
        {
          shouldRetry: () => {
            throw new Error('no')
          },
        },
      ],
    ]
    for (const [type, fault] of faulty) {
      policies.register(type, { delayMs: () => 1, shouldRetry: () => true, ...fault })
      const decisions = [0, 3].map((retryCount) =>
        policies.handleFailure(message({ messageType: type, retryCount }), failure, now)
      )
      if (fault.delayMs) assert.equal(decisions[0].delayMs, 5 * MINUTE, type)
      if (fault.shouldRetry) assert.isFalse(decisions[1].retry, type)
    }
    assert.isAtLeast(lines.length, faulty.length)
    assert.include(lines.join('\n'), 'the default policy decides')
  })

  test('settings with faults are refused, all of them named', ({ assert }) => {
    const policies = policiesWith()
    const register = () =>
      policies.register('notice', { kind: 'steps', minutes: [], maxRetries: -1 })
    assert.throws(
      register,
      /"notice" cannot be used:\n- notice\.minutes is \[\].*\n- notice\.maxRetries is -1/
    )
    assert.throws(() => policies.register('notice', undefined as any), /notice is undefined/)
    assert.equal(policies.getDelay('notice', 0), 5 * MINUTE)
  })

  test('the application has one registry', async ({ assert }) => {
    const [one, other] = await Promise.all([
      app.container.make(RetryPolicies),
      app.container.make(RetryPolicies),
    ])
    assert.strictEqual(one, other)
    assert.equal(one.getDelay('custom', 0), 5 * MINUTE)
  })
})
