import fc from 'fast-check'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { DateTime } from 'luxon'
import type { RetriedMessage } from '#delivery/retry/retry_decision'
import { RetryPolicies } from '#delivery/retry/retry_policies'
import type { RetryFailure, RetryStrategy } from '#delivery/retry/retry_strategy'
import SmsMessage from '#models/sms_message'
import { policiesWith } from '#tests/helpers/retry_policies'
import { aLogger } from '#tests/unit/gateways/orange_setup'

const now = DateTime.fromISO('2026-03-10T09:00:00Z', { zone: 'utc' })
const failure: RetryFailure = { outcome: 'transient', reason: 'request_timeout' }
const MINUTE = 60_000
const message = (values: Partial<RetriedMessage> = {}): RetriedMessage => ({
  messageType: 'custom',
  retryCount: 0,
  retryingSince: null,
  expiresAt: null,
  ...values,
})

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

test.group('A failure', () => {
  test('is retried, and begins the series', ({ assert }) => {
    const decision = policiesWith().handleFailure(message(), failure, now)
    assert.deepEqual(decision, {
      retry: true,
      deadLetter: false,
      delayMs: 5 * MINUTE,
      nextAttemptAt: now.plus({ minutes: 5 }),
      retryCount: 1,
      retryingSince: now,
      reason: 'request_timeout',
    })
  })

  test('of a series under way keeps its beginning, as a row or as the database writes it', ({
    assert,
  }) => {
    const policies = policiesWith({
      byType: { custom: { kind: 'steps', minutes: [10], retryForMinutes: 30 } },
    })
    const since = now.minus({ minutes: 15 })
    const row = new SmsMessage().fill({
      messageType: 'custom',
      retryCount: 1,
      retryingSince: since,
      expiresAt: null,
    })
    const text = message({ retryCount: 1, retryingSince: '2026-03-10 08:45:00' })
    for (const each of [row, text]) {
      const decision = policies.handleFailure(each, failure, now)
      assert.isTrue(decision.retry)
      assert.equal(decision.retryingSince.toMillis(), since.toMillis())
      const late = policies.handleFailure(each, failure, now.plus({ minutes: 6 }))
      assert.include(late, { deadLetter: true, reason: 'retry_time_used_up', retryCount: 1 })
    }
  })

  test('is a dead letter when the retries are used up', ({ assert }) => {
    assert.deepEqual(policiesWith().handleFailure(message({ retryCount: 3 }), failure, now), {
      retry: false,
      deadLetter: true,
      delayMs: null,
      nextAttemptAt: null,
      retryCount: 3,
      retryingSince: now,
      reason: 'retries_used_up',
    })
  })

  test('that is final is not retried whatever a strategy says, nor is it a dead letter', ({
    assert,
  }) => {
    const policies = policiesWith()
    policies.register('custom', { delayMs: () => 0, shouldRetry: () => true })
    for (const outcome of ['refused', 'ambiguous'] as const) {
      const why = { outcome, reason: 'why' }
      const series = { retryCount: 0, retryingSince: null, failure: why, now }
      assert.isFalse(policies.shouldRetry('custom', series))
      assert.include(policies.handleFailure(message(), why, now), {
        retry: false,
        deadLetter: false,
        reason: 'not_retryable',
      })
    }
  })

  test('is retried before the deadline or not at all, whatever the strategy', ({ assert }) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 86_400_000 }),
        fc.integer({ min: -3_600, max: 86_400 }),
        fc.integer({ min: 0, max: 999 }),
        (delayMs, secondsLeft, ms) => {
          const policies = policiesWith()
          policies.register('custom', { delayMs: () => delayMs, shouldRetry: () => true })
          const at = now.plus({ milliseconds: ms })
          const expiresAt = now.plus({ seconds: secondsLeft })
          const decision = policies.handleFailure(message({ expiresAt }), failure, at)
          if (decision.retry) {
            assert.isBelow(decision.nextAttemptAt.toMillis(), expiresAt.toMillis())
          } else {
            assert.include(decision, { deadLetter: true, reason: 'no_retry_before_deadline' })
            assert.isAbove(at.toMillis() + delayMs, expiresAt.toMillis() - 1_000)
          }
        }
      )
    )
  })

  test('never gives more retries than allowed, nor a later one than its time allows', ({
    assert,
  }) => {
    const limits = fc.oneof(
      fc.record({ maxRetries: fc.nat(20) }),
      fc.record({ retryForMinutes: fc.integer({ min: 1, max: 600 }) })
    )
    fc.assert(
      fc.property(limits, fc.integer({ min: 0, max: 20 }), (limit, lagMinutes) => {
        const policies = policiesWith({
          byType: { custom: { kind: 'steps', minutes: [1, 5, 15], jitter: 0.5, ...limit } },
        })
        let at = now
        let each = message()
        for (;;) {
          const decision = policies.handleFailure(each, failure, at)
          const { retryCount, retryingSince } = decision
          each = { ...each, retryCount, retryingSince }
          if (!decision.retry) break
          at = decision.nextAttemptAt.plus({ minutes: lagMinutes })
          const passed = decision.nextAttemptAt.diff(now, 'minutes').minutes
          if ('retryForMinutes' in limit) assert.isAtMost(passed, limit.retryForMinutes)
        }
        if ('maxRetries' in limit) assert.equal(each.retryCount, limit.maxRetries)
        assert.deepEqual(each.retryingSince, now)
      })
    )
  })
})
