import type { RetryWaits } from '#settings/sms_scheduler_settings'

const MINUTE_MS = 60_000

/** Milliseconds before the next retry, after `retryCount` retries. `random` gives a number from 0 to 1. */
export function waitMs(waits: RetryWaits, retryCount: number, random: () => number): number {
  switch (waits.kind) {
    case 'exponential':
      return jittered(
        Math.min(waits.delayMinutes * waits.multiplier ** retryCount, waits.maxDelayMinutes),
        waits.jitter,
        random
      )
    case 'linear':
      return jittered(
        Math.min(waits.stepMinutes * (retryCount + 1), waits.maxDelayMinutes),
        waits.jitter,
        random
      )
    case 'steps':
      return jittered(
        waits.minutes[Math.min(retryCount, waits.minutes.length - 1)],
        waits.jitter,
        random
      )
    case 'immediate_first':
      return retryCount === 0 ? 0 : waitMs(waits.then, retryCount - 1, random)
    default:
      return waits satisfies never
  }
}

/** Added after the cap: otherwise all retries at the cap would fire at the same time. */
function jittered(minutes: number, jitter = 0, random: () => number): number {
  return Math.round(minutes * MINUTE_MS * (1 + jitter * random()))
}
