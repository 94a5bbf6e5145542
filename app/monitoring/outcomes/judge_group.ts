import type { HealthStatus } from '#monitoring/health/health_check'

export interface OutcomeLimits {
  /** Shares from 0 to 1. */
  warn: number
  fail: number
  /** Missed messages below which nothing is said. */
  minimumMissed: number
}

/** Standard deviations by which a share exceeds the usual one before it is sudden. */
const DEVIATIONS = 4

/**
 * Judges a group by the share that missed. Most messages missing is critical, however
 * usual. A smaller share warns only if it is sudden: clearly above `usual`, from 0 to 1.
 */
export function judgeGroup(
  { total, missed }: { total: number; missed: number },
  usual: number,
  { warn, fail, minimumMissed }: OutcomeLimits
): HealthStatus {
  if (total === 0 || missed < minimumMissed) return 'pass'
  const share = missed / total
  if (share >= fail) return 'fail'
  const noise = DEVIATIONS * Math.sqrt((usual * (1 - usual)) / total)
  return share >= warn && share > usual + noise ? 'warn' : 'pass'
}
