import { flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import type { Statistics, Timeframe } from '#monitoring/statistics'

export default class SmsStats extends RappelCommand {
  static commandName = 'sms:stats'
  static description = 'Count what was sent, and what became of it'
  static help = [
    'Counts messages that last moved, and attempts that started, in the last hour, day or week.',
    'Exit codes: 0 done · 1 failed.',
    '  {{ binaryName }} sms:stats',
    '  {{ binaryName }} sms:stats --timeframe=week --json',
  ]

  @flags.string({ description: 'hour, day or week', default: 'day' })
  declare timeframe: string

  async run() {
    const { SmsSchedulerService } = await import('#services/sms_scheduler_service')
    const { UnknownTimeframe } = await import('#monitoring/statistics')
    const service = await this.app.container.make(SmsSchedulerService)
    const collect = async () => {
      const statistics = await service.getStatistics(this.timeframe as Timeframe)
      await this.print(statistics, () => this.#show(statistics))
    }
    await this.refuseOn(UnknownTimeframe, collect, ({ message }) => `--${message}`)
  }

  #show(statistics: Statistics) {
    const { timeframe, messages, attempts, successRate, segmentsSent } = statistics
    this.logger.info(`The last ${timeframe}, until ${statistics.to.slice(0, 16)}Z`)

    if (messages.total > 0) {
      const table = this.ui.table()
      table.head(['Message type', 'Status', 'Messages'])
      for (const [type, statuses] of Object.entries(messages.byType))
        for (const [status, count] of Object.entries(statuses))
          table.row([type, status, String(count)])
      table.render()
    }

    const figures = this.ui.table()
    figures.head(['Figure', 'Value'])
    figures.row(['messages that moved', String(messages.total)])
    figures.row(['attempts', String(attempts.total)])
    for (const [outcome, count] of Object.entries(attempts.byOutcome))
      figures.row([`attempts: ${outcome}`, String(count)])
    if (attempts.awaited > 0) figures.row(['attempts: answer awaited', String(attempts.awaited)])
    figures.row(['attempts after the first', String(attempts.retries)])
    figures.row(['success rate', successRate === null ? '–' : `${percent(successRate)} %`])
    figures.row(['average delivery time', secondsInWords(statistics.averageDeliveryTime)])
    figures.row(['pending now', String(statistics.pending)])
    figures.row(['segments sent', String(segmentsSent)])
    figures.row(['oldest due message', inWords(statistics.oldestDueAgeSeconds)])
    figures.render()
  }
}

function percent(share: number): string {
  return (share * 100).toFixed(1)
}

function secondsInWords(seconds: number | null): string {
  return seconds === null ? '–' : `${seconds} s`
}

function inWords(seconds: number | null): string {
  return seconds === null ? 'none is due' : `due for ${seconds} s`
}
