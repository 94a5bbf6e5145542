import type { Clock } from '#app/clock'
import type { AccountRow } from '#delivery/accounts/account_row'
import {
  FULL_RATE,
  loweredFrom,
  percentAt,
  SAME_THROTTLING_MS,
  type SlowDown,
} from '#delivery/accounts/slow_down'

/**
 * The share of its limit that an account uses now, as this process last saw it on
 * the account's row. Every change is a conditional update on what was seen: of those
 * who see the same, one makes the change and says so.
 */
export class AccountPace {
  #seen: SlowDown = FULL_RATE

  constructor(
    private readonly row: AccountRow,
    private readonly clock: Clock
  ) {}

  /** From 0 to 1. */
  get share(): number {
    return percentAt(this.#seen, this.clock.nowMs()) / 100
  }

  /** A condition on the row, with its bindings: it is still as it was seen. */
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

  /** Several answers "too many requests" in one second slow the account down once. */
  async lower(reason: string): Promise<void> {
    const nowMs = this.clock.nowMs()
    await this.look()
    if (nowMs - this.#seen.loweredAt < SAME_THROTTLING_MS) return
    const lowered = loweredFrom(this.#seen, nowMs)
    await this.#change(lowered, {
      change: 'account_slowed',
      level: 'warn',
      message: 'account slowed down: the operator says it is too much',
      reason,
    })
  }

  /** Says once that the account uses all of its limit again, when it does. */
  async recover(): Promise<void> {
    if (this.#seen.percent === 100 || this.share < 1) return
    await this.#change(FULL_RATE, {
      change: 'account_at_full_rate',
      level: 'info',
      message: 'account at its full rate again',
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
