import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { ReconcileSummary } from '#reminders/reconcile_summary'

export default class SmsGenerate extends BaseCommand {
  static commandName = 'sms:generate'
  static description =
    'Plan the reminders that immunizations ask for, and call off those no longer wanted'
  static help = [
    'Safe to run at any time and as often as you like: a second run finds nothing to do.',
    'With --date it plans as far ahead as the run of that morning would; what is late is judged by today.',
    'Exit codes: 0 done · 1 failed, or stopped before the end (run it again).',
    '  {{ binaryName }} sms:generate --dry-run',
    '  {{ binaryName }} sms:generate --date=2026-03-10 --json',
  ]
  static options: CommandOptions = { startApp: true }

  @flags.string({ description: 'Plan as far ahead as on this day (YYYY-MM-DD)' })
  declare date?: string

  @flags.boolean({ description: 'Count what would be done, change nothing' })
  declare dryRun: boolean

  @flags.boolean({ description: 'Print one JSON document and nothing else' })
  declare json: boolean

  async run() {
    const { ReconcileReminders } = await import('#reminders/reconcile_reminders')
    const { InvalidReconcileOption } = await import('#reminders/reconcile_plan')
    const { RunningWork } = await import('#services/running_work')
    const reconcile = await this.app.container.make(ReconcileReminders)
    const work = await this.app.container.make(RunningWork)
    const dryRun = this.dryRun ?? false
    try {
      const summary = await work.run((signal) =>
        reconcile.run({
          date: this.date,
          dryRun,
          signal,
          onProgress: (progress) => this.#showProgress(progress),
        })
      )
      this.#clearProgress()
      if (this.json) console.log(JSON.stringify({ date: this.date ?? null, dryRun, ...summary }))
      else this.#show(summary)
      this.exitCode = summary.complete ? 0 : 1
    } catch (error) {
      this.#clearProgress()
      if (!(error instanceof InvalidReconcileOption)) throw error
      const message = `--${error.message}`
      if (this.json) console.log(JSON.stringify({ error: message }))
      else this.logger.error(message)
      this.exitCode = 1
    }
  }

  #lastShown = performance.now()
  #progressShown = false

  /** On stderr, at most one line a second; a terminal overwrites it. */
  #showProgress({ immunizations, planned }: ReconcileSummary) {
    if (performance.now() - this.#lastShown < 1_000) return
    this.#lastShown = performance.now()
    this.#progressShown = true
    const line = `${immunizations} immunizations looked at, ${planned} reminders planned`
    process.stderr.write(process.stderr.isTTY ? `\r${line} ` : `${line}\n`)
  }

  #clearProgress() {
    if (this.#progressShown && process.stderr.isTTY) process.stderr.write('\r\u001B[K')
  }

  #show(summary: ReconcileSummary) {
    const table = this.ui.table()
    table.head([this.dryRun ? 'Reminders (would be)' : 'Reminders', 'Count'])
    for (const [name, label] of LABELS) table.row([label, String(summary[name])])
    table.render()
    const seconds = (summary.durationMs / 1000).toFixed(1)
    const looked = `${summary.immunizations} immunizations near their due date (${seconds} s)`
    if (!summary.complete)
      this.logger.warning(`Stopped as asked after ${looked}; run it again to do the rest`)
    else if (this.dryRun) this.logger.info(`Nothing was changed: ${looked}`)
    else this.logger.success(`Reconciled with ${looked}`)
  }
}

const LABELS = [
  ['planned', 'planned'],
  ['suppressed', 'suppressed: will not be sent, the reason is on the row'],
  ['cancelled', 'cancelled: no longer wanted'],
  ['rescheduled', 'brought up to date: time, number or language'],
  ['reopened', 'opened again: the cause is gone'],
] as const
