/** Share of the limit below which throttling never brings an account, in percent. */
const LEAST_PERCENT = 10

/** What each throttling leaves of the share that was used. */
const KEPT_SHARE = 0.5

/** The share grows by so many percent … */
const RECOVERY_PERCENT = 10
/** … every so many milliseconds without another throttling. */
const RECOVERY_STEP_MS = 10_000

/** Answers "too many requests" within this time, in milliseconds, are one throttling. */
export const SAME_THROTTLING_MS = 1_000

/** The share of its limit that an account uses, as its row keeps it. */
export interface SlowDown {
  percent: number
  /** Epoch milliseconds. */
  loweredAt: number
}

export const FULL_RATE: SlowDown = { percent: 100, loweredAt: 0 }

/** The share that is used now, in percent: it comes back step by step, without anybody writing it. */
export function percentAt({ percent, loweredAt }: SlowDown, nowMs: number): number {
  const steps = Math.max(0, Math.floor((nowMs - loweredAt) / RECOVERY_STEP_MS))
  return Math.min(100, percent + steps * RECOVERY_PERCENT)
}

export function loweredFrom(slowDown: SlowDown, nowMs: number): SlowDown {
  const kept = Math.floor(percentAt(slowDown, nowMs) * KEPT_SHARE)
  return { percent: Math.max(LEAST_PERCENT, kept), loweredAt: nowMs }
}
