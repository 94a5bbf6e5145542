import { flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import type { HealthReport, ReportedStatus } from '#monitoring/health/health_report'

/** The exit codes of a Nagios plugin. */
const EXIT_CODES: Record<ReportedStatus, number> = { pass: 0, warn: 1, fail: 2, unknown: 3 }

/** Milliseconds after which a hanging connection no longer keeps the process alive. */
const LINGER_MS = 500

export default class SmsHealth extends RappelCommand {
  static commandName = 'sms:health'
  static description = 'Report whether everything works, and how to fix what does not'
  static help = [
    'Exit codes: 0 all is well · 1 warning · 2 critical · 3 could not find out.',
    '  {{ binaryName }} sms:health',
    '  {{ binaryName }} sms:health --only=account',
    '  {{ binaryName }} sms:health --nagios',
  ]

  @flags.boolean({ description: 'Print one line for Nagios, Icinga and similar' })
  declare nagios: boolean

  @flags.string({ description: 'Only this check, for example account' })
  declare only?: string

  async run() {
    const { SmsSchedulerService } = await import('#services/sms_scheduler_service')
    const { UnknownHealthCheck } = await import('#monitoring/check_health')
    const service = await this.app.container.make(SmsSchedulerService)
    try {
      const report = await service.getHealthStatus({ only: this.only })
      await this.#print(report)
      this.exitCode = EXIT_CODES[report.status]
      if (this.isMain && (report.status === 'unknown' || report.status === 'fail'))
        endWithin(LINGER_MS, this.exitCode)
    } catch (error) {
      if (!(error instanceof UnknownHealthCheck)) throw error
      this.#refuse(`--only: ${error.message}`)
      this.exitCode = EXIT_CODES.unknown
    }
  }

  async #print(report: HealthReport) {
    if (this.json) return console.log(JSON.stringify(report))
    if (this.nagios) {
      const { nagiosLine } = await import('#monitoring/health/nagios_line')
      return console.log(nagiosLine(report))
    }
    return this.#showTable(report)
  }

  #refuse(message: string) {
    if (this.json) this.printJson({ status: 'unknown', error: message })
    else if (this.nagios) console.log(`SMS UNKNOWN - ${message}`)
    else this.logger.error(message)
  }

  async #showTable(report: HealthReport) {
    const { troublesOf } = await import('#monitoring/health/health_report')
    const { valueInWords } = await import('#monitoring/health/value_in_words')
    const words = {
      pass: this.colors.green('✔ ok'),
      warn: this.colors.yellow('▲ warning'),
      fail: this.colors.red('✖ critical'),
      unknown: this.colors.magenta('? unknown'),
    }
    const table = this.ui.table()
    table.head(['Check', 'State', 'Value'])
    for (const check of report.checks)
      table.row([check.name, words[check.status], valueInWords(check)])
    table.render()

    for (const { names, status, output } of troublesOf(report))
      this.logger.log(`${words[status]}  ${names.join(', ')}: ${output}`)
    for (const { name, status, output, worthSaying } of report.checks) {
      if (status === 'pass' && worthSaying) this.logger.info(`${name}: ${output}`)
    }
    if (report.status === 'pass') this.logger.success('Everything works')
  }
}

/**
 * An unreachable database may keep a connection half open for a minute. All output is written
 * by then.
 */
function endWithin(milliseconds: number, exitCode: number) {
  setTimeout(() => process.exit(exitCode), milliseconds).unref()
}
