import type { Found } from './decide_alert.js'
import type { HealthReport } from '#monitoring/health/health_report'

/**
 * What a health report says of each rule. A check that gave no answer is a warning; if that is the
 * database's, nothing is known of the others, and they are left out.
 */
export function findBreaches(
  { checks }: HealthReport,
  except: readonly string[]
): Map<string, Found> {
  const [gate, ...others] = checks
  const isUsable = gate.status === 'pass' || gate.status === 'warn'
  const known = isUsable ? [gate, ...others] : [gate]
  return new Map(
    known
      .filter(({ name }) => !except.includes(name))
      .map(({ name, status }) => [
        name,
        status === 'pass' ? 'calm' : status === 'unknown' ? 'warn' : status,
      ])
  )
}
