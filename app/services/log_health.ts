import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import type { HealthReport } from '#monitoring/check_health'

const LEVELS = { pass: 'info', warn: 'warn', unknown: 'error', fail: 'error' } as const

/** The health report as one line of the log: what was measured, and in words what is the matter. */
@inject()
export class LogHealth {
  constructor(private readonly logger: Logger) {}

  run(report: HealthReport): HealthReport {
    const measured = Object.fromEntries(
      report.checks.map(({ name, status, observedValue: value }) => [name, { status, value }])
    )
    const troubles = report.checks
      .filter(({ status }) => status !== 'pass')
      .map(({ name, output }) => `${name}: ${output}`)
    this.logger[LEVELS[report.status]](
      { status: report.status, checks: measured, troubles },
      'health report'
    )
    return report
  }
}
