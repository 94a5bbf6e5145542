import { RappelCommand } from './_rappel_command.js'

export default class AlertTest extends RappelCommand {
  static commandName = 'alert:test'
  static description = 'Send a test alert to everybody who gets alerts'
  static help = [
    'Sends at once, to each address of ALERT_EMAIL and to ALERT_WEBHOOK_URL, and says what became of each.',
    'Exit codes: 0 all were taken · 1 one was not, or nobody is named.',
    '  {{ binaryName }} alert:test',
  ]

  async run() {
    const { AlertService } = await import('#services/alert_service')
    const alerts = await this.app.container.make(AlertService)
    const tried = await alerts.test()
    if (tried.length === 0)
      return this.refuse('Nobody gets alerts: set ALERT_EMAIL and SMTP_URL, or ALERT_WEBHOOK_URL', {
        tests: [],
      })
    if (tried.some(({ ok }) => !ok)) this.exitCode = 1
    await this.print({ tests: tried }, () => {
      for (const { recipient, ...told } of tried) {
        if (told.ok) this.logger.success(`${recipient}: taken`)
        else this.logger.error(`${recipient}: ${told.reason} (docs/alerts.md#when-none-arrive)`)
      }
    })
  }
}
