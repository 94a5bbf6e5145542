import type { Finding, HealthStatus } from '#monitoring/health/health_check'

/** `unknown`: the check threw or took too long. */
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

/** Worst first: a certain failure outweighs an unknown. */
const BY_WEIGHT = ['fail', 'unknown', 'warn', 'pass'] as const

export function worstOf(checks: { status: ReportedStatus }[]): ReportedStatus {
  return BY_WEIGHT.find((status) => checks.some((check) => check.status === status)) ?? 'pass'
}

export interface Trouble {
  names: string[]
  status: ReportedStatus
  output: string
}

/** What people should know, worst first; checks with the same output share an entry. */
export function troublesOf({ checks }: HealthReport): Trouble[] {
  const troubles = new Map<string, Trouble>()
  for (const { name, status, output } of checks) {
    if (status === 'pass') continue
    const same = troubles.get(status + output)
    if (same) same.names.push(name)
    else troubles.set(status + output, { names: [name], status, output })
  }
  const weight = ({ status }: Trouble) => BY_WEIGHT.indexOf(status)
  return [...troubles.values()].sort((left, right) => weight(left) - weight(right))
}
