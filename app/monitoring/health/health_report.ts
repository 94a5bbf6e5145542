import type { HealthStatus, Observation } from '#monitoring/health/health_check'

/** `unknown`: the check could not find out. */
export type ReportStatus = HealthStatus | 'unknown'

export interface Measurement extends Omit<Observation, 'status'> {
  /** Of the check. */
  name: string
  /** `component:measurement` */
  key: string
  status: ReportStatus
}

export interface HealthReport {
  status: ReportStatus
  /** ISO 8601 */
  time: string
  measurements: Measurement[]
}

/** From harmless to bad: not knowing is worse than a warning, and less bad than a failure that is certain. */
const SEVERITY: ReportStatus[] = ['pass', 'warn', 'unknown', 'fail']

export function worst(statuses: ReportStatus[]): ReportStatus {
  return statuses.reduce<ReportStatus>(
    (worse, status) => (SEVERITY.indexOf(status) > SEVERITY.indexOf(worse) ? status : worse),
    'pass'
  )
}

/** What somebody should know about, the worst first. */
export function troubles({ measurements }: HealthReport): Measurement[] {
  return measurements
    .filter(({ status }) => status !== 'pass')
    .sort((left, right) => SEVERITY.indexOf(right.status) - SEVERITY.indexOf(left.status))
}
