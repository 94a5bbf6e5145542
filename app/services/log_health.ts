import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { CheckHealth, type HealthReport } from '#monitoring/check_health'

const LEVELS = { pass: 'info', warn: 'warn', unknown: 'error', fail: 'error' } as const

/** Logs the health report as one line: the measurements, and any problems in words. */
@inject()
export class LogHealth {
  constructor(
    private readonly check: CheckHealth,
    private readonly logger: Logger
  ) {}

  async run(): Promise<HealthReport> {
    const report = await this.check.run()
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
