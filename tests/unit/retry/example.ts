import app from '@adonisjs/core/services/app'
import { Clock } from '#app/clock'
import { RetryPolicies } from '#retry/retry_policies'
import type { RetryFailure, RetrySeries, RetryStrategy } from '#retry/retry_strategy'

const policies = await app.container.make(RetryPolicies)

policies.register('stock_notice', { kind: 'steps', minutes: [1, 5, 15, 30, 60], maxRetries: 5 })

/** Time-outs pass quickly; anything else is given ten minutes. */
class QuickAfterTimeouts implements RetryStrategy {
  delayMs(retryCount: number, failure?: RetryFailure): number {
    return failure?.reason === 'request_timeout' ? 30_000 * (retryCount + 1) : 600_000
  }

  shouldRetry({ retryCount }: RetrySeries): boolean {
    return retryCount < 8
  }
}

policies.register('visit_summary', new QuickAfterTimeouts())

const clock = await app.container.make(Clock)
export const now = clock.now()
export const failure: RetryFailure = { outcome: 'transient', reason: 'request_timeout' }

export const waits = [0, 1, 2].map((retries) => policies.getDelay('stock_notice', retries))
// [60000, 300000, 900000]: milliseconds before the first, the second, the third retry

export const oneMore = policies.shouldRetry('stock_notice', {
  retryCount: 5,
  retryingSince: now.minus({ minutes: 111 }),
  failure,
  now,
})
// false: five retries are used up

const message = {
  messageType: 'stock_notice',
  retryCount: 1,
  retryingSince: now.minus({ minutes: 1 }),
  expiresAt: now.plus({ hours: 2 }),
}
export const retried = policies.handleFailure(message, failure, now)
// retry: true, deadLetter: false, delayMs: 300000, nextAttemptAt: in 5 minutes,
// retryCount: 2, retryingSince: a minute ago, reason: 'request_timeout'

const urgent = { ...message, expiresAt: now.plus({ minutes: 4 }) }
export const givenUp = policies.handleFailure(urgent, failure, now)
// retry: false, deadLetter: true, delayMs: null, nextAttemptAt: null,
// retryCount: 1, retryingSince: a minute ago, reason: 'no_retry_before_deadline'
