import { Logger } from '@adonisjs/core/logger'
import { RetryPolicies } from '#retry/retry_policies'

type Settings = ConstructorParameters<typeof RetryPolicies>[0]

/** 5, 10, 20 minutes, as the application is shipped. */
export const SHIPPED_RETRY: Settings = {
  maxRetries: 3,
  delayMinutes: 5,
  multiplier: 2,
  maxDelayMinutes: 240,
  jitter: 0,
  byType: {},
}

/** Policies without an application around them. */
export function policiesWith(
  settings: Partial<Settings> = {},
  {
    logger = new Logger({ enabled: false }),
    random = Math.random,
  }: { logger?: Logger; random?: () => number } = {}
): RetryPolicies {
  return new RetryPolicies({ ...SHIPPED_RETRY, ...settings }, logger, random)
}
