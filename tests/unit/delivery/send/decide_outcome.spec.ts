import fc from 'fast-check'
import { test } from '@japa/runner'
import { decideOutcome, type AttemptResult } from '#delivery/send/decide_outcome'
import { canMove } from '#messages/message_status'
import { policiesWith } from '#tests/helpers/retry_policies'
import { now } from '#tests/helpers/test_clock'

const policies = policiesWith()
const decide = (result: Partial<AttemptResult>, retryCount = 0, expiresAt: string | null = null) =>
  decideOutcome({ durationMs: 10, reason: 'why', ...result } as AttemptResult, {
    now,
    policies,
    messageType: 'custom',
    retryCount,
    retryingSince: null,
    expiresAt,
    outageDelaySeconds: 30,
  })
const minutesUntilDue = (verdict: ReturnType<typeof decide>) =>
  verdict.dueAt!.diff(now, 'minutes').minutes

test.group('What becomes of a message', () => {
  test('accepted is sent', ({ assert }) => {
    assert.include(decide({ outcome: 'accepted' }), { status: 'sent', counted: 'sent' })
  })

  test('throttling, outages, account and configuration faults burn no retry', ({ assert }) => {
    for (const outcome of [
      'throttled',
      'provider_down',
      'account',
      'configuration',
      'not_posted',
    ] as const) {
      assert.include(decide({ outcome }, 2), {
        status: 'pending',
        retryCount: 2,
        counted: 'released',
      })
    }
  })

  test('throttled waits a second at least, or as long as the operator says', ({ assert }) => {
    assert.equal(decide({ outcome: 'throttled' }).dueAt!.diff(now).toMillis(), 1_000)
    assert.equal(
      decide({ outcome: 'throttled', retryAfterMs: 7_000 }).dueAt!.diff(now).toMillis(),
      7_000
    )
  })

  test('a refusal is final at once', ({ assert }) => {
    assert.include(decide({ outcome: 'refused', reason: 'invalid_number' }), {
      status: 'failed',
      reason: 'invalid_number',
      retryCount: 0,
    })
  })

  test('what may have been accepted is unknown', ({ assert }) => {
    assert.include(decide({ outcome: 'ambiguous' }), { status: 'unknown', counted: 'unknown' })
  })

  test('a passing fault is retried after 5, 10 and 20 minutes, then waits for a person', ({
    assert,
  }) => {
    const delays = [0, 1, 2].map((count) =>
      minutesUntilDue(decide({ outcome: 'transient' }, count))
    )
    assert.deepEqual(delays, [5, 10, 20])
    assert.include(decide({ outcome: 'transient' }, 0), { status: 'pending', retryCount: 1 })
    assert.include(decide({ outcome: 'transient' }, 3), {
      status: 'dead_letter',
      reason: 'retries_used_up',
    })
  })

  test('a retry never comes at or after the deadline', ({ assert }) => {
    assert.include(decide({ outcome: 'transient' }, 0, '2026-03-10 09:05:00'), {
      status: 'dead_letter',
      reason: 'no_retry_before_deadline',
    })
    assert.include(decide({ outcome: 'transient' }, 0, '2026-03-10 09:05:01'), {
      status: 'pending',
    })
  })

  test('every verdict is a legal move from sending', ({ assert }) => {
    const outcomes = [
      'accepted',
      'throttled',
      'provider_down',
      'account',
      'configuration',
      'refused',
      'transient',
      'ambiguous',
      'not_posted',
    ] as const
    fc.assert(
      fc.property(
        fc.constantFrom(...outcomes),
        fc.integer({ min: 0, max: 20 }),
        (outcome, retryCount) => {
          const verdict = decide({ outcome }, retryCount)
          assert.isTrue(canMove('sending', verdict.status))
          const asItWas = ['account', 'configuration', 'not_posted'].includes(outcome)
          assert.equal(verdict.dueAt !== null, verdict.status === 'pending' && !asItWas)
          assert.isAtMost(verdict.retryCount - retryCount, outcome === 'transient' ? 1 : 0)
        }
      )
    )
  })
})
