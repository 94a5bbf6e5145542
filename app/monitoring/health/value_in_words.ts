import { durationInWords } from '#monitoring/health/duration_in_words'
import type { HealthCheckResult } from '#monitoring/health/health_report'

/** A measured value with its unit, for people. */
export function valueInWords({
  observedValue: value,
  observedUnit: unit,
}: Pick<HealthCheckResult, 'observedValue' | 'observedUnit'>): string {
  if (value === null) return '–'
  if (unit === 's') return durationInWords(Number(value))
  if (unit === 'share') return `${(Number(value) * 100).toFixed(1)} %`
  return unit === 'state' || unit === 'instant' ? String(value) : `${value} ${unit}`
}
