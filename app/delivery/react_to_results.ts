import { inject } from '@adonisjs/core'
import { AccountState } from '#delivery/account_state'
import type { AttemptResult } from '#delivery/decide_outcome'
import { RateLimit } from '#delivery/rate_limit'

/** Milliseconds during which nobody sends after the operator said that it is too much. */
const SLOW_DOWN_MS = 1_000

/** What answers mean for the account, beyond the messages they were about. */
@inject()
export class ReactToResults {
  constructor(
    private readonly account: AccountState,
    private readonly rate: RateLimit
  ) {}

  async run(results: AttemptResult[]): Promise<void> {
    for (const result of results) {
      if (result.outcome === 'account' || result.outcome === 'configuration') {
        return this.account.pause(result.reason, result.errorMessage)
      }
    }
    const throttled = results.find((result) => result.outcome === 'throttled')
    if (throttled) await this.rate.slowDown(Math.max(throttled.retryAfterMs ?? 0, SLOW_DOWN_MS))

    if (results.some(answered)) return this.account.countContact()
    for (const result of results) {
      if (result.outcome === 'provider_down') await this.account.countOutage(result.reason)
    }
  }
}

function answered(result: AttemptResult): boolean {
  return (
    result.outcome !== 'provider_down' &&
    result.outcome !== 'not_posted' &&
    result.outcome !== 'ambiguous'
  )
}
