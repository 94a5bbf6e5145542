import type { HealthStatus } from '#monitoring/health/health_check'
import type {
  HealthCheckResult,
  HealthReport,
  ReportedStatus,
} from '#monitoring/health/health_report'

/** The media type of draft-inadarei-api-health-check-06. */
export const HEALTH_JSON = 'application/health+json'

/** The draft has three states; `unknown` counts as `fail`. */
export function healthJsonStatus(status: ReportedStatus): HealthStatus {
  return status === 'unknown' ? 'fail' : status
}

/**
 * The report with all details in the format of the draft: checks by `component:measurement`, each a
 * list.
 */
export function healthJson(report: HealthReport, version: string) {
  const entries = report.checks.map((check) => [check.key, [entryOf(check, report.checkedAt)]])
  return {
    status: healthJsonStatus(report.status),
    version,
    description: 'Rappel: vaccination reminders by SMS',
    checks: Object.fromEntries(entries),
  }
}

/** The draft asks to omit `output` from passing checks. */
function entryOf(
  { key, status, observedValue, observedUnit, thresholds, output }: HealthCheckResult,
  time: string
) {
  return {
    componentType: key.startsWith('database:') ? 'datastore' : 'component',
    status: healthJsonStatus(status),
    observedValue,
    observedUnit,
    thresholds,
    time,
    output: status === 'pass' ? undefined : output,
  }
}
