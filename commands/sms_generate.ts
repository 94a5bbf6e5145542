import { flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import type { DueDatesDone, Reconciliation } from '#reminders/reconcile_reminders'
import type { RuleWithoutText } from '#reminders/rules_without_text'
import type { ReconcileSummary } from '#reminders/reconcile_summary'

export default class SmsGenerate extends RappelCommand {
  static commandName = 'sms:generate'
  static description =
    'Plan the reminders that immunizations need, and cancel those no longer wanted'
  static help = [
    'Safe to run at any time, any number of times: a second run finds nothing to do.',
    'With --date it plans as far ahead as the run of that morning would; what is late is judged by today.',
    'Exit codes: 0 done · 1 failed, or stopped before the end (run it again).',
    '  {{ binaryName }} sms:generate --dry-run',
    '  {{ binaryName }} sms:generate --date=2026-03-10 --json',
  ]

  @flags.string({ description: 'Plan as far ahead as a run on this day would (YYYY-MM-DD)' })
  declare date?: string

  @flags.boolean({ description: 'Count what would be done, change nothing' })
  declare dryRun: boolean

  async run() {
    const { InvalidReconcileOption } = await import('#reminders/reconcile_plan')
    const { SmsSchedulerService } = await import('#services/sms_scheduler_service')
    const service = await this.app.container.make(SmsSchedulerService)
    const dryRun = this.dryRun ?? false
    const reconcile = async () => {
      const summary = await service.scheduleDailyReminders({
        date: this.date,
        dryRun,
        onProgress: (...progress) => this.#showProgress(...progress),
      })
      this.clearProgress()
      const rulesWithoutText = await this.#rulesWithoutText()
      const document = { date: this.date ?? null, dryRun, ...summary, rulesWithoutText }
      await this.print(document, () => this.#show(summary, rulesWithoutText))
      this.exitCode = summary.complete ? 0 : 1
    }
    await this.refuseOn(InvalidReconcileOption, reconcile, ({ message }) => `--${message}`)
  }

  async #rulesWithoutText(): Promise<RuleWithoutText[]> {
    const { TemplateService } = await import('#services/template_service')
    const templates = await this.app.container.make(TemplateService)
    const { missing } = await templates.list()
    return missing
  }

  #showProgress({ immunizations, planned }: ReconcileSummary, { done, of }: DueDatesDone) {
    const figures = `${immunizations} immunizations checked, ${planned} reminders planned`
    this.showProgressLine(`${done} of ${of} due dates: ${figures}`)
  }

  async #show(summary: Reconciliation, rulesWithoutText: RuleWithoutText[]) {
    const table = this.ui.table()
    table.head([this.dryRun ? 'Reminders (would be)' : 'Reminders', 'Count'])
    for (const [name, label] of LABELS) table.row([label, String(summary[name])])
    table.render()
    if (summary.texts) {
      const { costsInWords } = await import('#texts/costs_in_words')
      for (const cost of costsInWords(summary.texts)) this.logger.warning(cost)
    }
    const seconds = (summary.durationMs / 1000).toFixed(1)
    const looked = `${summary.immunizations} immunizations near their due date (${seconds} s)`
    if (!summary.complete)
      this.logger.warning(`Stopped as asked after ${looked}; run it again to do the rest`)
    else if (this.dryRun) this.logger.info(`Nothing was changed: ${looked}`)
    else this.logger.success(`Reconciled ${looked}`)
    const { withoutTextInWords } = await import('#reminders/rules_without_text')
    for (const rule of rulesWithoutText) this.logger.warning(withoutTextInWords(rule))
  }
}

const LABELS = [
  ['planned', 'planned'],
  ['suppressed', 'suppressed: will not be sent, the row holds the reason'],
  ['cancelled', 'cancelled: no longer wanted'],
  ['rescheduled', 'brought up to date: time, number or language'],
  ['reopened', 'reopened: the cause is gone'],
] as const
