import { flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import type { PauseTarget } from '#delivery/pauses/pause_target'
import type { ResumePreview } from '#delivery/sweep/preview_resume'
import type { ResumeSendingResult } from '#delivery/pauses/resume_sending'
import type { SweepStatistics } from '#delivery/sweep/sweep_statistics'

export default class SmsResume extends RappelCommand {
  static commandName = 'sms:resume'
  static description = 'Resume sending after a pause: everything, one facility, or one type'
  static help = [
    'Waiting messages that are still useful leave with the next sweep. Who resumed, and why, is kept.',
    'Without --facility and --type it ends the pause of everything and restarts accounts stopped by a fault; pauses of facilities and types stay.',
    'Exit codes: 0 done, or nothing was paused · 1 there is no such facility or type.',
    '  {{ binaryName }} sms:resume --dry-run',
    '  {{ binaryName }} sms:resume --reason="bundle bought"',
    '  {{ binaryName }} sms:resume --facility=CSI-1',
  ]

  @flags.string({ description: 'Why sending may resume' })
  declare reason?: string

  @flags.string({ description: 'Only this facility, by its code' })
  declare facility?: string

  @flags.string({ description: 'Only messages of this type, for example 7_day_reminder' })
  declare type?: string

  @flags.boolean({
    description: 'Count what would be sent, expire or be suppressed; change nothing',
  })
  declare dryRun: boolean

  async run() {
    const { pauseTarget } = await import('#delivery/pauses/pause_target')
    const { UnusablePause } = await import('#delivery/pauses/errors')
    await this.refuseOn(UnusablePause, async () => {
      const target = pauseTarget(this)
      await (this.dryRun ? this.#preview(target) : this.#resume(target))
    })
  }

  async #resume(target: PauseTarget) {
    const { SmsSchedulerService } = await import('#services/sms_scheduler_service')
    const service = await this.app.container.make(SmsSchedulerService)
    const result = await service.resumeSending({
      ...target,
      actor: this.actor,
      reason: this.reason,
    })
    await this.print(result, () => this.#show(result))
  }

  async #preview(target: PauseTarget) {
    const { SendingService } = await import('#services/sending_service')
    const service = await this.app.container.make(SendingService)
    const preview = await service.previewResume(target)
    if (this.json) this.printJson({ dryRun: true, ...preview })
    else await this.#showPreview(preview)
  }

  async #show(result: ResumeSendingResult) {
    const { targetInWords } = await import('#delivery/pauses/pause_in_words')
    const { pause, dueAgain, accounts } = result
    if (pause) {
      const held = dueAgain > 0 ? `; held back and due again: ${dueAgain}` : ''
      this.logger.success(
        `Resumed ${targetInWords(pause)}, paused since ${pause.since.toISO()}${held}`
      )
    }
    for (const { account, since } of accounts)
      this.logger.success(`Account "${account}" may send again; it was stopped since ${since}`)
    if (!result.resumed)
      this.logger.info(`There was no pause of ${targetInWords(result)}: nothing was changed`)
    if (result.review)
      this.logger.warning(
        'Nothing is sent yet: a restored database waits for review, "node ace sms:restore-review"'
      )
  }

  async #showPreview({ pause, everything, statistics, ...target }: ResumePreview) {
    const { reasonOf, targetInWords } = await import('#delivery/pauses/pause_in_words')
    const table = this.ui.table()
    table.head(['Would be', 'Count'])
    for (const [name, label] of LABELS) {
      if (statistics[name] > 0 || name === 'sent') table.row([label, String(statistics[name])])
    }
    table.render()
    if (!pause) this.logger.info(`There is no pause of ${targetInWords(target)}`)
    if (everything) this.logger.warning(`Everything is paused too: ${reasonOf(everything)}`)
    this.logger.info('Nothing was changed')
  }
}

const LABELS: [keyof SweepStatistics, string][] = [
  ['sent', 'sent'],
  ['expired', 'expired: too late to be useful'],
  ['suppressed', 'suppressed'],
  ['cancelled', 'cancelled'],
  ['failed', 'failed: the text cannot be written'],
  ['deferred', 'waiting for the sending window, or for the caps of another day'],
  ['heldBack', 'still waiting: another pause holds them'],
]
