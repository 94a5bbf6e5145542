import type { HealthReport, Measurement } from '#monitoring/health/health_report'

/**
 * The report as `application/health+json` (draft-inadarei-api-health-check). What
 * could not be found out counts as a failure there, and says so in its output.
 */
export function toHealthJson(report: HealthReport) {
  const checks: Record<string, object[]> = {}
  for (const measurement of report.measurements) {
    checks[measurement.key] ??= []
    checks[measurement.key].push(entryOf(measurement, report.time))
  }
  return {
    status: jsonStatus(report.status),
    version: '1',
    serviceId: 'rappel',
    description: 'Vaccination reminders by SMS',
    time: report.time,
    checks,
  }
}

export function jsonStatus(status: HealthReport['status']): 'pass' | 'warn' | 'fail' {
  return status === 'unknown' ? 'fail' : status
}

function entryOf({ name, key, status, ...observation }: Measurement, time: string) {
  return { name, status: jsonStatus(status), ...observation, time }
}
