/** Seconds up to which times are told apart to the second. */
const EXACT_SECONDS = 60

/** Above, a bucket is this many times as long as the one before. */
const GROWTH = 1.02

/** How long something took, for many of them; times of several periods can be added. */
export interface Times {
  count: number
  /** The sum, in seconds. */
  seconds: number
  /** How many took at most this many seconds, and more than the bound before; only of larger parts. */
  buckets: Record<string, number>
}

export function noTimes(): Times {
  return { count: 0, seconds: 0, buckets: {} }
}

export function addTimes(sum: Times, more: Times): void {
  sum.count += more.count
  sum.seconds += more.seconds
  for (const [bound, count] of Object.entries(more.buckets))
    sum.buckets[bound] = (sum.buckets[bound] ?? 0) + count
}

/** The upper bound of the bucket that a time falls into, in whole seconds. */
export function bucketOfTime(seconds: number): number {
  if (seconds <= EXACT_SECONDS) return Math.max(0, seconds)
  const step = Math.ceil(Math.log(seconds / EXACT_SECONDS) / Math.log(GROWTH) - 1e-9)
  return Math.ceil(EXACT_SECONDS * GROWTH ** step)
}

/** Null if nothing was measured. */
export function averageOf({ count, seconds }: Times): number | null {
  return count === 0 ? null : Math.round(seconds / count)
}

/**
 * The time within which this share was done: exact up to a minute, above at most 2 % too high. Null
 * if nothing was measured, or no buckets were kept.
 */
export function percentileOf({ buckets }: Times, share: number): number | null {
  const bounds = Object.keys(buckets)
    .map(Number)
    .sort((one, other) => one - other)
  const total = bounds.reduce((sum, bound) => sum + buckets[bound], 0)
  let seen = 0
  for (const bound of bounds) {
    seen += buckets[bound]
    if (seen >= share * total) return bound
  }
  return null
}
