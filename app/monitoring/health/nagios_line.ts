import {
  troublesOf,
  type HealthCheckResult,
  type HealthReport,
  type ReportedStatus,
} from '#monitoring/health/health_report'

const WORDS: Record<ReportedStatus, string> = {
  pass: 'OK',
  warn: 'WARNING',
  fail: 'CRITICAL',
  unknown: 'UNKNOWN',
}

/** Units of the Nagios plugin guidelines; all others are plain numbers. */
const UNITS: Record<string, string> = { ms: 'ms', s: 's' }

/**
 * The one line of a Nagios plugin: state, problems, then `label=value;warn;critical;minimum` for
 * each check that measures a number.
 */
export function nagiosLine(report: HealthReport): string {
  const says = troublesOf(report).map(
    ({ names, output }) => `${names.join(', ')}: ${withoutBars(output)}`
  )
  const data = report.checks.flatMap(performanceData)
  const line = `SMS ${WORDS[report.status]} - ${says.join('; ') || 'everything works'}`
  return data.length > 0 ? `${line} | ${data.join(' ')}` : line
}

function performanceData({ name, observedValue, observedUnit, thresholds }: HealthCheckResult) {
  if (typeof observedValue !== 'number') return []
  const { warn = '', fail = '' } = thresholds ?? {}
  return [`${name}=${observedValue}${UNITS[observedUnit] ?? ''};${warn};${fail};0`]
}

/** A bar would start the numbers, and a line break would end the line. */
function withoutBars(text: string): string {
  return text.replaceAll(/[|\s]+/g, ' ')
}
