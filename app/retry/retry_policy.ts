import type { RetryLimit, RetryPolicySettings, RetryWaits } from '#settings/sms_scheduler_settings'
import type { GiveUpReason, RetryFailure, RetrySeries, RetryStrategy } from './retry_strategy.js'
import { waitMs } from './wait_ms.js'

type RetryRule = RetryWaits & RetryLimit

/** The strategy described by settings, which the caller has checked. */
export class RetryPolicy implements RetryStrategy {
  readonly #neverFor: Set<string>
  readonly #byReason: Map<string, RetryRule>

  constructor(
    private readonly settings: RetryPolicySettings,
    private readonly random: () => number = Math.random
  ) {
    this.#neverFor = new Set(settings.neverFor)
    this.#byReason = new Map(
      Object.entries(settings.byReason ?? {}).map(([reason, own]) => [
        reason,
        { ...own, ...(hasLimit(own) ? {} : limitOf(settings)) } as RetryRule,
      ])
    )
  }

  delayMs(retryCount: number, failure?: RetryFailure): number {
    return waitMs(this.#ruleFor(failure), retryCount, this.random)
  }

  shouldRetry(series: RetrySeries): boolean {
    return this.giveUpReason(series) === null
  }

  giveUpReason(series: RetrySeries): GiveUpReason | null {
    const { retryCount, failure } = series
    if (failure && [failure.outcome, failure.reason].some((word) => this.#neverFor.has(word))) {
      return 'not_retryable'
    }
    const rule = this.#ruleFor(failure)
    if (rule.retryForMinutes === undefined) {
      return retryCount < rule.maxRetries ? null : 'retries_used_up'
    }
    /** With the maximum jitter, so that no retry is later than its time allows. */
    const nextAfterMs = elapsedMs(series) + waitMs(rule, retryCount, () => 1)
    return nextAfterMs <= rule.retryForMinutes * 60_000 ? null : 'retry_time_used_up'
  }

  #ruleFor(failure: RetryFailure | undefined): RetryRule {
    return (failure && this.#byReason.get(failure.reason)) ?? this.settings
  }
}

/** A clock that was set back counts as no elapsed time. */
function elapsedMs({ now, retryingSince }: RetrySeries): number {
  return retryingSince ? Math.max(0, now.toMillis() - retryingSince.toMillis()) : 0
}

function hasLimit({ maxRetries, retryForMinutes }: Partial<RetryLimit>): boolean {
  return maxRetries !== undefined || retryForMinutes !== undefined
}

function limitOf({ maxRetries, retryForMinutes }: RetryLimit): RetryLimit {
  return retryForMinutes === undefined ? { maxRetries } : { retryForMinutes }
}
