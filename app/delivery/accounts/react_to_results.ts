import type { Logger } from '@adonisjs/core/logger'
import type { Clock } from '#app/clock'
import type { AccountState } from '#delivery/accounts/account_state'
import type { AttemptResult } from '#delivery/send/decide_outcome'
import { pauseKind } from '#delivery/accounts/pause_kind'
import type { RateLimit } from '#delivery/accounts/rate_limit'

/** Milliseconds during which no process sends after a "too many requests" answer. */
const SLOW_DOWN_MS = 1_000

/** Milliseconds during which lanes that hit a fault of this machine do not send. */
const REST_MS = 1_000

/** What answers mean for the account, beyond their own messages. */
export class ReactToResults {
  constructor(
    private readonly account: { name: string },
    private readonly state: AccountState,
    private readonly rate: RateLimit,
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {}

  async run(results: AttemptResult[]): Promise<void> {
    await this.#moveAccount(results)
    await this.#restAfterOwnFaults(results)
  }

  async #moveAccount(results: AttemptResult[]): Promise<void> {
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

  /**
   * The operator and workers on other machines are not affected: the account continues for
   * them.
   */
  async #restAfterOwnFaults(results: AttemptResult[]): Promise<void> {
    const reasons = results.flatMap((result) =>
      result.outcome === 'own_fault' ? [result.reason] : []
    )
    if (reasons.length === 0) return
    this.logger.warn(
      { account: this.account.name, reasons: [...new Set(reasons)], messages: reasons.length },
      'not sent because of a fault on this machine, retrying later'
    )
    await this.clock.sleep(REST_MS)
  }
}

const UNANSWERED = ['provider_down', 'own_fault', 'not_posted', 'ambiguous']

function answered({ outcome }: AttemptResult): boolean {
  return !UNANSWERED.includes(outcome)
}
