import { countOptOuts } from '#consents/count_opt_outs'
import type { HealthCheck } from '#monitoring/health/health_check'

/** Critical from this many times the number that warns. */
const CRITICAL_FACTOR = 3

/**
 * Opt-outs by SMS in the worst hour of the last day, against the usual. Whoever
 * knows the webhook's secret can forge them: they take effect, and are undone as a
 * batch.
 */
export const optOutsCheck: HealthCheck = {
  key: 'replies:optOuts',
  name: 'opt_outs',
  async run({ client, clock, config: { monitoring } }) {
    const { inWorstHour, threshold } = await countOptOuts(client, clock.now(), monitoring)
    const fail = threshold * CRITICAL_FACTOR
    const observed = {
      observedValue: inWorstHour,
      observedUnit: 'opt-outs',
      thresholds: { warn: threshold, fail },
    }
    const says = `${inWorstHour} opt-outs by SMS in one hour of the last day`
    if (inWorstHour < threshold) return { ...observed, status: 'pass', output: says }
    return {
      ...observed,
      status: inWorstHour < fail ? 'warn' : 'fail',
      output: `${says}, far more than usual: if they are forged, change ORANGE_WEBHOOK_SECRET, then "node ace consent:undo-replies --from=… --to=… --dry-run"`,
    }
  },
}
