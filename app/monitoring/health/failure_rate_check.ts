import type { HealthCheck } from '#monitoring/health/health_check'
import { countsAsFailure, isThrottled, roundShare } from '#monitoring/attempt_outcomes'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** The most attempts of the hour that are examined: enough for a rate at any volume. */
const ATTEMPTS_AT_MOST = 20_000

/** The rate is critical at this multiple of the warning rate, or if everything fails. */
const CRITICAL_FACTOR = 3

/**
 * The share of the last hour's attempts that failed (see #monitoring/attempt_outcomes for what
 * counts). With few attempts the rate says nothing. Walks the index sms_attempts_by_time.
 */
export const failureRateCheck: HealthCheck = {
  key: 'attempts:failureRate',
  name: 'failure_rate',
  async run({ client, clock, config }) {
    const { failureRate: warn, failureRateMinimumAttempts: minimum } = config.monitoring
    const fail = roundShare(Math.min(1, warn * CRITICAL_FACTOR))
    const rows = await query<{ outcome: string; attempts: number }>(client, OUTCOMES, {
      since: toSqlInstant(clock.now().minus({ hours: 1 })),
      at_most: ATTEMPTS_AT_MOST,
    })
    const judged = rows.filter(({ outcome }) => !isThrottled(outcome))
    const attempts = sumOf(judged)
    const failed = sumOf(judged.filter(({ outcome }) => countsAsFailure(outcome)))
    const rate = attempts === 0 ? 0 : failed / attempts

    const says = `${failed} of ${attempts} attempts of the last hour failed`
    const observed = {
      observedValue: roundShare(rate),
      observedUnit: 'share',
      thresholds: { warn, fail },
    }
    if (attempts < minimum || rate <= warn) {
      const few = attempts < minimum && failed > 0 ? ' (too few to judge by)' : ''
      return { ...observed, status: 'pass', output: says + few }
    }
    return {
      ...observed,
      status: rate >= fail ? 'fail' : 'warn',
      output: `${says}: "node ace sms:stats --timeframe=hour" shows the outcomes, sms_attempts has error_code and error_message of each`,
    }
  },
}

/** An attempt that waits for its answer has no outcome yet. */
const OUTCOMES = `
  SELECT outcome, COUNT(*) AS attempts FROM (
    SELECT outcome FROM sms_attempts WHERE started_at >= :since ORDER BY started_at DESC LIMIT :at_most) AS latest
  WHERE outcome IS NOT NULL
  GROUP BY outcome`

function sumOf(rows: { attempts: number }[]): number {
  return rows.reduce((sum, { attempts }) => sum + attempts, 0)
}
