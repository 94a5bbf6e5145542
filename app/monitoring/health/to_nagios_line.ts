import { troubles, type HealthReport, type Measurement } from '#monitoring/health/health_report'

const WORDS = { pass: 'OK', warn: 'WARNING', fail: 'CRITICAL', unknown: 'UNKNOWN' } as const

/** One line as monitoring plugins print it: the state, what is the matter, and performance data after a bar. */
export function toNagiosLine(report: HealthReport): string {
  const found = troubles(report)
  const text =
    found.length > 0
      ? found.map(({ name, output }) => `${name}: ${output}`).join('; ')
      : `${report.measurements.length} checks passed`
  const data = report.measurements.flatMap(performanceData).join(' ')
  const line = `SMS ${WORDS[report.status]} - ${oneField(text)}`
  return data ? `${line} | ${data}` : line
}

/** `label=value[unit];warn;crit;min` */
function performanceData(measurement: Measurement): string[] {
  const { name, componentId, observedValue, observedUnit, warnAbove, failAbove } = measurement
  if (typeof observedValue !== 'number') return []
  const label = componentId ? `${name}_${componentId}` : name
  return [`${label}=${observedValue}${observedUnit ?? ''};${warnAbove ?? ''};${failAbove ?? ''};0`]
}

function oneField(text: string): string {
  return text.replace(/[|\s]+/g, ' ')
}
