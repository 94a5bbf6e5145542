/** The lowest share of the limit that throttling leaves an account, in percent. */
const LEAST_PERCENT = 10

/** The factor applied to the used share at each throttling. */
const KEPT_SHARE = 0.5

/** The share grows by this many percentage points … */
const RECOVERY_PERCENT = 10
/** … every this many milliseconds without another throttling. */
const RECOVERY_STEP_MS = 10_000

/** "Too many requests" answers within this many milliseconds are one throttling. */
const SAME_THROTTLING_MS = 1_000

/** The share of its limit that an account uses, as stored on its row. */
export interface SlowDown {
  percent: number
  /** Epoch milliseconds of the database's clock. */
  loweredAt: number
}

export const FULL_RATE: SlowDown = { percent: 100, loweredAt: 0 }

/** The share used now, in percent. It recovers step by step without a write. */
export function percentAt({ percent, loweredAt }: SlowDown, nowMs: number): number {
  if (isFromTheFuture(loweredAt, nowMs)) return FULL_RATE.percent
  const steps = Math.max(0, Math.floor((nowMs - loweredAt) / RECOVERY_STEP_MS))
  return Math.min(100, percent + steps * RECOVERY_PERCENT)
}

/** Whether this is the throttling that last lowered the share. */
export function isSameThrottling({ loweredAt }: SlowDown, nowMs: number): boolean {
  return Math.abs(nowMs - loweredAt) < SAME_THROTTLING_MS
}

export function loweredFrom(slowDown: SlowDown, nowMs: number): SlowDown {
  const kept = Math.floor(percentAt(slowDown, nowMs) * KEPT_SHARE)
  return { percent: Math.max(LEAST_PERCENT, kept), loweredAt: nowMs }
}

/** Written by a clock that ran ahead: the slow-down counts as over. */
function isFromTheFuture(loweredAt: number, nowMs: number): boolean {
  return loweredAt - nowMs >= SAME_THROTTLING_MS
}
