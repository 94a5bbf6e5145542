import { forPeople } from '#monitoring/health/duration_for_people'
import type { HealthCheckResult } from '#monitoring/health/health_report'

/** What a check has measured, with its unit, as a person reads it. */
export function valueInWords({
  observedValue: value,
  observedUnit: unit,
}: Pick<HealthCheckResult, 'observedValue' | 'observedUnit'>): string {
  if (value === null) return '–'
  if (unit === 's') return forPeople(Number(value))
  if (unit === 'share') return `${(Number(value) * 100).toFixed(1)} %`
  return unit === 'state' ? String(value) : `${value} ${unit}`
}
