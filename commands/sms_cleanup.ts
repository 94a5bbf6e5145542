import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { PruneSummary } from '#delivery/cleanup/prune_summary'

export default class SmsCleanup extends BaseCommand {
  static commandName = 'sms:cleanup'
  static description = 'Delete messages that were finished longer ago than the retention time'
  static help = [
    'The days are set by SMS_RETENTION_DAYS. What waits for a person is kept, and the counts by day are kept.',
    'Calls of operators, replies and balances go as well; consents, refusals and the audit are kept for ever.',
    'Exit codes: 0 done · 1 failed, or stopped before the end (run it again).',
    '  {{ binaryName }} sms:cleanup --dry-run',
    '  {{ binaryName }} sms:cleanup --json',
  ]
  static options: CommandOptions = { startApp: true }

  @flags.boolean({ description: 'Count what would be deleted, change nothing' })
  declare dryRun: boolean

  @flags.boolean({ description: 'Print one JSON document and nothing else' })
  declare json: boolean

  async run() {
    const { SmsSchedulerService } = await import('#services/sms_scheduler_service')
    const service = await this.app.container.make(SmsSchedulerService)
    const summary = await service.cleanupOldMessages({
      dryRun: this.dryRun ?? false,
      onProgress: (progress) => this.#showProgress(progress),
    })
    if (this.#progressShown && process.stderr.isTTY) process.stderr.write('\r\u001B[K')
    if (this.json) console.log(JSON.stringify(summary))
    else this.#show(summary)
    this.exitCode = summary.complete ? 0 : 1
  }

  #lastShown = performance.now()
  #progressShown = false

  /** On stderr, at most one line a second; a terminal overwrites it. */
  #showProgress({ messages, webhookLogs, inboundMessages, balances }: PruneSummary) {
    if (performance.now() - this.#lastShown < 1_000) return
    this.#lastShown = performance.now()
    this.#progressShown = true
    const others = webhookLogs + inboundMessages + balances
    const line = `${messages} messages and ${others} other rows deleted`
    process.stderr.write(process.stderr.isTTY ? `\r${line} ` : `${line}\n`)
  }

  #show(summary: PruneSummary) {
    const { before, messages, complete, durationMs, dryRun } = summary
    const table = this.ui.table()
    table.head([dryRun ? 'Would be deleted' : 'Deleted', 'Count'])
    table.row(['finished messages', String(messages)])
    table.row(['calls of operators', String(summary.webhookLogs)])
    table.row(['replies', String(summary.inboundMessages)])
    table.row(['balances', String(summary.balances)])
    table.row(['files that were imported', String(summary.importedFiles)])
    table.row(['runs of the timetable', String(summary.schedulerRuns)])
    table.row(['processes that are gone', String(summary.workers)])
    table.row(['counters against the caps', String(summary.sendingCounts)])
    table.row(['schedules that are over', String(summary.schedules)])
    table.row(['occurrences of schedules', String(summary.scheduleOccurrences)])
    table.render()

    const seconds = (durationMs / 1000).toFixed(1)
    const limit = `last moved before ${before.slice(0, 16)}Z`
    if (!complete) this.logger.warning('Stopped as asked; run it again to delete the rest')
    else if (dryRun) this.logger.info(`Nothing was changed: messages ${limit} (${seconds} s)`)
    else this.logger.success(`Cleaned up: messages ${limit} (${seconds} s)`)
  }
}
