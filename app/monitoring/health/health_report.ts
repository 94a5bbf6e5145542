import type { Finding, HealthStatus } from '#monitoring/health/health_check'

/** `unknown`: the check threw or took too long, so that nobody knows. */
export type ReportedStatus = HealthStatus | 'unknown'

export interface HealthCheckResult extends Omit<Finding, 'status'> {
  key: string
  name: string
  status: ReportedStatus
}

export interface HealthReport {
  status: ReportedStatus
  /** ISO 8601. */
  checkedAt: string
  checks: HealthCheckResult[]
}

/** The worst first: what surely does not work outweighs what could not be found out. */
const BY_WEIGHT = ['fail', 'unknown', 'warn', 'pass'] as const

export function worstOf(checks: { status: ReportedStatus }[]): ReportedStatus {
  return BY_WEIGHT.find((status) => checks.some((check) => check.status === status)) ?? 'pass'
}

/** What people should know first: the worst, in the order of the checks. */
export function worstFirst(checks: HealthCheckResult[]): HealthCheckResult[] {
  return BY_WEIGHT.flatMap((status) => checks.filter((check) => check.status === status))
}
