import { flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import type { Period } from '#consents/state_before_replies'
import type { UndoneReplies } from '#consents/undo_replies'
import type { ConsentService } from '#services/consent_service'

const EXIT_NOTHING_MATCHED = 3

export default class ConsentUndoReplies extends RappelCommand {
  static commandName = 'consent:undo-replies'
  static description =
    'Take back what STOP and START by SMS changed in a period, if they were forged'
  static help = [
    'Each number is given the consent that it had before, and its reminders are planned again. Numbers that somebody',
    'else has changed since stay as they are. First change ORANGE_WEBHOOK_SECRET: whoever knows it can go on.',
    'Without --yes it asks; where nobody can answer, --yes is needed.',
    'Exit codes: 0 done · 1 bad input · 3 nothing to undo.',
    '  {{ binaryName }} consent:undo-replies --from="2026-03-09 02:00" --to="2026-03-09 04:00" --dry-run',
  ]

  @flags.string({
    description: 'Took effect on or after this day (YYYY-MM-DD) or ISO 8601 instant',
  })
  declare from?: string

  @flags.string({ description: 'Took effect on or before this day or instant' })
  declare to?: string

  @flags.boolean({ description: 'Show how many numbers would change, change nothing' })
  declare dryRun: boolean

  @flags.boolean({ description: 'Do not ask' })
  declare yes: boolean

  async run() {
    const period = await this.#period()
    if (!period) return
    const { ConsentService } = await import('#services/consent_service')
    const service = await this.app.container.make(ConsentService)
    if (this.dryRun) return this.#show(await service.previewUndo(period))
    if (!this.yes && !(await this.#agreesTo(service, period))) return
    this.#show(await service.undoReplies({ ...period, actor: this.actor }))
  }

  /** Both ends are needed: nobody undoes all replies there ever were by leaving one out. */
  async #period(): Promise<Period | undefined> {
    const { A_MOMENT, readMoment } = await import('#messages/read_moment')
    const { SmsSchedulerConfig } = await import('#settings/sms_scheduler_config')
    const { timezone } = await this.app.container.make(SmsSchedulerConfig)
    const period: Period = { from: '', to: '' }
    for (const field of ['from', 'to'] as const) {
      const text = this[field] ?? ''
      const moment = readMoment(field, text, timezone)
      if (!moment) return void this.refuse(`--${field} is "${text}": give ${A_MOMENT}`)
      period[field] = moment
    }
    return period
  }

  async #agreesTo(service: ConsentService, period: Period): Promise<boolean> {
    if (!this.canAsk) return this.refuseUnasked()
    const preview = await service.previewUndo(period)
    if (preview.undone === 0) this.#show(preview)
    return preview.undone > 0 && this.isAgreed(`Undo the replies of ${preview.undone} numbers?`)
  }

  #show(result: UndoneReplies) {
    if (result.undone === 0) this.exitCode = EXIT_NOTHING_MATCHED
    if (this.json) return this.printJson({ dryRun: this.dryRun ?? false, ...result })
    const { undone, keptAsChanged, reopened, suppressed } = result
    if (keptAsChanged > 0)
      this.logger.warning(`${keptAsChanged} numbers stay: they were changed since`)
    if (undone === 0) this.logger.info('Nothing to undo')
    else if (this.dryRun) this.logger.info(`${undone} numbers would be given their state before`)
    else
      this.logger.success(
        `${undone} numbers have their state before; ${reopened} reminders reopened, ${suppressed} messages suppressed`
      )
  }
}
