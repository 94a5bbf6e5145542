import type { Logger } from '@adonisjs/core/logger'
import type { DateTime } from 'luxon'
import { findRetryPolicyFaults } from '#settings/find_retry_faults'
import type { RetryPolicySettings, SmsSchedulerSettings } from '#settings/sms_scheduler_settings'
import { InvalidRetryPolicy } from './errors.js'
import { GuardedStrategy } from './guarded_strategy.js'
import type { RetriedMessage, RetryDecision } from './retry_decision.js'
import { RetryPolicy } from './retry_policy.js'
import type { RetryFailure, RetrySeries, RetryStrategy } from './retry_strategy.js'
import { fromSqlInstant, toSqlInstantCeiling } from '#storage/instants'

type DefaultSettings = Pick<
  SmsSchedulerSettings['retry'],
  'maxRetries' | 'delayMinutes' | 'multiplier' | 'maxDelayMinutes' | 'jitter' | 'byType'
>

/**
 * How each message type is retried: the policies of config/sms_scheduler.ts and those that the
 * application registers; the default policy for all others. One instance in every process that
 * sends.
 */
export class RetryPolicies {
  readonly #default: RetryPolicy
  readonly #byType = new Map<string, RetryStrategy>()

  constructor(
    { byType, maxRetries, delayMinutes, multiplier, maxDelayMinutes, jitter }: DefaultSettings,
    private readonly logger: Logger,
    private readonly random: () => number = Math.random
  ) {
    this.#default = new RetryPolicy(
      { kind: 'exponential', maxRetries, delayMinutes, multiplier, maxDelayMinutes, jitter },
      random
    )
    for (const [type, settings] of Object.entries(byType)) this.register(type, settings)
  }

  /** Replaces the policy of the type. Invalid settings are rejected, with all faults named. */
  register(type: string, policy: RetryPolicySettings | RetryStrategy): void {
    if (isStrategy(policy)) {
      this.#byType.set(type, new GuardedStrategy(type, policy, this.#default, this.logger))
      return
    }
    const faults = findRetryPolicyFaults(type, policy)
    if (faults.length > 0) throw new InvalidRetryPolicy(type, faults)
    this.#byType.set(type, new RetryPolicy(policy, this.random))
  }

  /** Milliseconds before the next try of a message that has had `retryCount` retries. */
  getDelay(type: string, retryCount: number, failure?: RetryFailure): number {
    return this.#strategyOf(type).delayMs(retryCount, failure)
  }

  /** Whether the type allows one more retry; `handleFailure` checks the message's own deadline. */
  shouldRetry(
    type: string,
    series: Omit<RetrySeries, 'retryingSince'> & Pick<RetriedMessage, 'retryingSince'>
  ): boolean {
    if (series.failure && isFinal(series.failure)) return false
    return this.#strategyOf(type).shouldRetry({
      ...series,
      retryingSince: instant(series.retryingSince),
    })
  }

  /** What becomes of a message after a failure. Only decides; writes nothing. */
  handleFailure(message: RetriedMessage, failure: RetryFailure, now: DateTime): RetryDecision {
    const { retryCount } = message
    const retryingSince = instant(message.retryingSince)
    const inSeries = { retryCount, retryingSince: retryingSince ?? now }
    const none = { ...inSeries, retry: false, delayMs: null, nextAttemptAt: null } as const
    if (isFinal(failure)) return { ...none, deadLetter: false, reason: 'not_retryable' }

    const strategy = this.#strategyOf(message.messageType)
    const series = { retryCount, retryingSince, failure, now }
    if (!strategy.shouldRetry(series)) {
      const reason = strategy.giveUpReason?.(series) ?? 'retries_used_up'
      return { ...none, deadLetter: true, reason }
    }

    const delayMs = strategy.delayMs(retryCount, failure)
    const nextAttemptAt = now.plus({ milliseconds: delayMs })
    /** A retry after the deadline would be too late to be useful, so people are told now. */
    if (!isBefore(nextAttemptAt, instant(message.expiresAt))) {
      return { ...none, deadLetter: true, reason: 'no_retry_before_deadline' }
    }
    return {
      ...inSeries,
      retry: true,
      deadLetter: false,
      delayMs,
      nextAttemptAt,
      retryCount: retryCount + 1,
      reason: failure.reason,
    }
  }

  #strategyOf(type: string): RetryStrategy {
    return this.#byType.get(type) ?? this.#default
  }
}

/**
 * Whatever a strategy returns: a refusal is final, and a message that the operator may have is
 * never sent twice.
 */
function isFinal({ outcome }: RetryFailure): boolean {
  return outcome === 'refused' || outcome === 'ambiguous'
}

function isStrategy(policy: RetryPolicySettings | RetryStrategy): policy is RetryStrategy {
  return ['delayMs', 'shouldRetry'].every((name) => typeof (policy as any)?.[name] === 'function')
}

function instant(value: DateTime | string | null): DateTime | null {
  return typeof value === 'string' ? fromSqlInstant(value) : value
}

/** In whole seconds, as the database compares them. */
function isBefore(next: DateTime, deadline: DateTime | null): boolean {
  return deadline === null || toSqlInstantCeiling(next) < toSqlInstantCeiling(deadline)
}
