import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { PauseTarget } from '#delivery/pauses/pause'
import type { ResumePreview } from '#delivery/pauses/preview_resume'
import type { ResumeScopeResult } from '#delivery/pauses/resume_scope'
import type { SweepStatistics } from '#delivery/sweep/sweep_statistics'

export default class SmsResume extends BaseCommand {
  static commandName = 'sms:resume'
  static description = 'Let sending go on after a pause: of everything, one facility, or one type'
  static help = [
    'Waiting messages leave with the next sweep, those that are still useful. Who resumed, and why, is kept.',
    'Without --facility and --type it ends the pause of everything and starts the accounts that a fault has stopped; pauses of facilities and types stay.',
    'Exit codes: 0, also when nothing was paused · 1 there is no such facility or type.',
    '  {{ binaryName }} sms:resume --dry-run',
    '  {{ binaryName }} sms:resume --reason="bundle bought"',
    '  {{ binaryName }} sms:resume --facility=CSI-1',
  ]
  static options: CommandOptions = { startApp: true }

  @flags.string({ description: 'Why sending may go on' })
  declare reason?: string

  @flags.string({ description: 'Only this facility, by its code' })
  declare facility?: string

  @flags.string({ description: 'Only messages of this type, for example 7_day_reminder' })
  declare type?: string

  @flags.boolean({
    description: 'Count what would be sent, expire or be suppressed, change nothing',
  })
  declare dryRun: boolean

  @flags.boolean({ description: 'Print one JSON document and nothing else' })
  declare json: boolean

  async run() {
    const { pauseTarget } = await import('#delivery/pauses/pause_target')
    const { UnusablePause } = await import('#delivery/pauses/errors')
    try {
      const target = pauseTarget(this)
      await (this.dryRun ? this.#preview(target) : this.#resume(target))
    } catch (error) {
      if (!(error instanceof UnusablePause)) throw error
      if (this.json) console.log(JSON.stringify({ error: error.message }))
      else this.logger.error(error.message)
      this.exitCode = 1
    }
  }

  async #resume(target: PauseTarget) {
    const { userInfo } = await import('node:os')
    const { SmsSchedulerService } = await import('#services/sms_scheduler_service')
    const service = await this.app.container.make(SmsSchedulerService)
    const result = await service.resumeSending({
      ...target,
      actor: `cli:${userInfo().username}`,
      reason: this.reason,
    })
    if (this.json) console.log(JSON.stringify(result))
    else await this.#show(result)
  }

  async #preview(target: PauseTarget) {
    const { SmsSchedulerService } = await import('#services/sms_scheduler_service')
    const service = await this.app.container.make(SmsSchedulerService)
    const preview = await service.previewResume(target)
    if (this.json) console.log(JSON.stringify({ dryRun: true, ...preview }))
    else await this.#showPreview(preview)
  }

  async #show(result: ResumeScopeResult) {
    const { inWords } = await import('#delivery/pauses/pause_target')
    const { pause, dueAgain, accounts } = result
    if (pause) {
      const held = dueAgain > 0 ? `; held back and due again: ${dueAgain}` : ''
      this.logger.success(`Resumed ${inWords(pause)}, paused since ${pause.since.toISO()}${held}`)
    }
    for (const { account, since } of accounts)
      this.logger.success(`Account "${account}" may send again; it was stopped since ${since}`)
    if (!result.resumed)
      this.logger.info(`There was no pause of ${inWords(result)}: nothing was changed`)
  }

  async #showPreview({ pause, everything, statistics, ...target }: ResumePreview) {
    const { inWords, reasonOf } = await import('#delivery/pauses/pause_target')
    const table = this.ui.table()
    table.head(['Would be', 'Count'])
    for (const [name, label] of LABELS) {
      if (statistics[name] > 0 || name === 'sent') table.row([label, String(statistics[name])])
    }
    table.render()
    if (!pause) this.logger.info(`There is no pause of ${inWords(target)}`)
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
