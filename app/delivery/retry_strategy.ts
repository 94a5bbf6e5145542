import type { SmsSchedulerSettings } from '#app/sms_scheduler_config'

export type RetrySettings = Pick<
  SmsSchedulerSettings['retry'],
  'maxRetries' | 'delayMinutes' | 'multiplier' | 'maxDelayMinutes' | 'jitter'
>

/**
 * When a message that failed for a passing reason is tried again: after 5, 10,
 * 20 minutes with the defaults. `retryCount` is how many retries it has had.
 */
export class ExponentialRetry {
  constructor(
    private readonly settings: RetrySettings,
    private readonly random: () => number = Math.random
  ) {}

  shouldRetry(retryCount: number): boolean {
    return retryCount < this.settings.maxRetries
  }

  /** Milliseconds. Jitter comes after the cap, or all retries past the cap would fire in step. */
  delayMs(retryCount: number): number {
    const { delayMinutes, multiplier, maxDelayMinutes, jitter } = this.settings
    const minutes = Math.min(delayMinutes * multiplier ** retryCount, maxDelayMinutes)
    return Math.round(minutes * 60_000 * (1 + jitter * this.random()))
  }
}
