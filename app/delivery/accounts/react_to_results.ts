import type { AccountState } from '#delivery/accounts/account_state'
import type { AttemptResult } from '#delivery/send/decide_outcome'
import { pauseKind } from '#delivery/accounts/pause_kind'
import type { RateLimit } from '#delivery/accounts/rate_limit'

/** Milliseconds during which nobody sends after the operator said that it is too much. */
const SLOW_DOWN_MS = 1_000

/** What answers mean for the account, beyond the messages they were about. */
export class ReactToResults {
  constructor(
    private readonly state: AccountState,
    private readonly rate: RateLimit
  ) {}

  async run(results: AttemptResult[]): Promise<void> {
    for (const result of results) {
      if (result.outcome === 'account' || result.outcome === 'configuration') {
        const { outcome, reason, errorMessage: detail } = result
        await this.state.pause({ kind: pauseKind(outcome, reason), reason, detail })
        return
      }
    }
    const throttled = results.find((result) => result.outcome === 'throttled')
    if (throttled) {
      const pauseMs = Math.max(throttled.retryAfterMs ?? 0, SLOW_DOWN_MS)
      await this.rate.slowDown(pauseMs, throttled.reason)
    }

    if (results.some(answered)) return this.state.countContact()
    for (const result of results) {
      if (result.outcome === 'provider_down') await this.state.countOutage(result.reason)
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
