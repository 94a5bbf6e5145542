import type { Clock } from '#app/clock'
import type { AccountRow } from '#delivery/accounts/account_row'
import {
  FULL_RATE,
  isSameThrottling,
  loweredFrom,
  percentAt,
  type SlowDown,
} from '#delivery/accounts/slow_down'

/**
 * The share of its limit that an account uses now, as this process last read it from the
 * account's row. Every change is a conditional update on the values last seen: of several
 * processes that saw the same values, one makes the change and announces it.
 */
export class AccountPace {
  #seen: SlowDown = FULL_RATE

  constructor(
    private readonly row: AccountRow,
    private readonly clock: Clock
  ) {}

  /** From 0 to 1. */
  get share(): number {
    return percentAt(this.#seen, this.clock.databaseMs()) / 100
  }

  /** A condition on the row, with its bindings: the values are still as last seen. */
  get unchanged() {
    return {
      condition: 'rate_percent = :percent AND rate_lowered_at = :lowered_at',
      bindings: { percent: this.#seen.percent, lowered_at: this.#seen.loweredAt },
    }
  }

  async look(): Promise<void> {
    const row = await this.row.read<{ rate_percent: number; rate_lowered_at: number }>(
      'rate_percent, rate_lowered_at'
    )
    this.#seen = { percent: row.rate_percent, loweredAt: row.rate_lowered_at }
  }

  /** Several "too many requests" answers within a second slow the account down once. */
  async lower(reason: string): Promise<void> {
    const nowMs = this.clock.databaseMs()
    await this.look()
    if (isSameThrottling(this.#seen, nowMs)) return
    const lowered = loweredFrom(this.#seen, nowMs)
    await this.#change(lowered, {
      change: 'account_slowed',
      level: 'warn',
      message: 'account slowed down: the operator reports too many requests',
      reason,
    })
  }

  /** Announces once that the account is back at its full limit. */
  async recover(): Promise<void> {
    if (this.#seen.percent === 100 || this.share < 1) return
    await this.#change(FULL_RATE, {
      change: 'account_at_full_rate',
      level: 'info',
      message: 'account back at its full rate',
      reason: null,
    })
  }

  async #change(
    to: SlowDown,
    announced: {
      change: 'account_slowed' | 'account_at_full_rate'
      level: 'info' | 'warn'
      message: string
      reason: string | null
    }
  ): Promise<void> {
    const { condition, bindings } = this.unchanged
    await this.row.announce(
      'rate_percent = :to_percent, rate_lowered_at = :to_lowered_at',
      condition,
      { ...bindings, to_percent: to.percent, to_lowered_at: to.loweredAt },
      { ...announced, actor: 'sweep', detail: { percent: to.percent } }
    )
    await this.look()
  }
}
