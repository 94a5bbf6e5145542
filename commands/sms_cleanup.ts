import { flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import type { PruneSummary } from '#retention/prune_summary'

export default class SmsCleanup extends RappelCommand {
  static commandName = 'sms:cleanup'
  static description = 'Delete messages that were finished longer ago than the retention time'
  static help = [
    'SMS_RETENTION_DAYS sets the days. Messages that wait for a person and the daily counts are kept.',
    'Patients are deleted after cleanup.patientRetentionDays; a refusal stays as a hash.',
    'Webhook calls, replies and balances are deleted too; consents, refusals and the audit log are kept permanently.',
    'At a terminal it shows what would be deleted and asks, unless --yes is given; elsewhere it does what the timetable',
    'does every morning. Exit codes: 0 done, or you declined · 1 failed, or stopped before the end (run it again).',
    '  {{ binaryName }} sms:cleanup --dry-run',
    '  {{ binaryName }} sms:cleanup --json',
  ]

  @flags.boolean({ description: 'Count what would be deleted, change nothing' })
  declare dryRun: boolean

  @flags.boolean({ description: 'Do not ask' })
  declare yes: boolean

  async run() {
    const { SmsSchedulerService } = await import('#services/sms_scheduler_service')
    const service = await this.app.container.make(SmsSchedulerService)
    const preview =
      this.canAsk && !this.dryRun ? await service.cleanupOldMessages({ dryRun: true }) : undefined
    if (preview && !this.yes) {
      this.#show(preview)
      if (!(await this.isAgreed(`Delete ${preview.messages} messages for good?`))) return
    }
    const summary = await service.cleanupOldMessages({
      dryRun: this.dryRun ?? false,
      onProgress: (progress) => this.#showProgress(progress, preview),
    })
    this.clearProgress()
    await this.print(summary, () => this.#show(summary))
    this.exitCode = summary.complete ? 0 : 1
  }

  #showProgress(done: PruneSummary, all: PruneSummary | undefined) {
    const ofAll = (count: number, total?: number) =>
      total === undefined ? String(count) : `${count} of ${total}`
    const messages = ofAll(done.messages, all?.messages)
    const others = ofAll(othersOf(done), all && othersOf(all))
    this.showProgressLine(`deleted: messages ${messages}, other rows ${others}`)
  }

  #show(summary: PruneSummary) {
    const { before, messages, complete, durationMs, dryRun } = summary
    const table = this.ui.table()
    table.head([dryRun ? 'Would be deleted' : 'Deleted', 'Count'])
    table.row(['finished messages', String(messages)])
    table.row(['patients', String(summary.patients)])
    table.row(['webhook calls', String(summary.webhookLogs)])
    table.row(['replies', String(summary.inboundMessages)])
    table.row(['balances', String(summary.balances)])
    table.row(['events that did not arrive', String(summary.outgoingEvents)])
    table.row(['imported files', String(summary.importedFiles)])
    table.row(['runs of the timetable', String(summary.schedulerRuns)])
    table.row(['ended processes', String(summary.workers)])
    table.row(['counters against the caps', String(summary.sendingCounts + summary.tokenCounts)])
    table.row(['batches', String(summary.batches)])
    table.row(['sessions that are over', String(summary.sessions)])
    table.row(['alerts that are over', String(summary.alertNotices + summary.alertIncidents)])
    table.row(['sending marks', String(summary.sendingMarks)])
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

/** What came back from operators and people. */
function othersOf({ patients, webhookLogs, inboundMessages, balances }: PruneSummary): number {
  return patients + webhookLogs + inboundMessages + balances
}
