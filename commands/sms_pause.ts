import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { PauseResult } from '#delivery/pauses/pause_sending'

export default class SmsPause extends BaseCommand {
  static commandName = 'sms:pause'
  static description = 'Stop sending: everything, one facility, or one message type'
  static help = [
    'Messages wait and expire when they are no longer useful. Who paused, and why, is kept. A second pause of the same changes the first.',
    '--until takes "18:00" (when clocks next show it), "2026-03-10", "2026-03-10 18:00" (all in APP_TIMEZONE), or an instant such as "2026-03-10T17:00:00Z".',
    'Exit codes: 0 paused · 1 the facility, the type or the time cannot be used.',
    '  {{ binaryName }} sms:pause --reason="wrong text" --until=18:00',
    '  {{ binaryName }} sms:pause --facility=CSI-1 --reason="closed for the flood"',
    '  {{ binaryName }} sms:pause --type=overdue_reminder',
  ]
  static options: CommandOptions = { startApp: true }

  @flags.string({ description: 'Why, for those who come after you' })
  declare reason?: string

  @flags.string({
    description: 'When sending goes on by itself; without it, when sms:resume says so',
  })
  declare until?: string

  @flags.string({ description: 'Only this facility, by its code' })
  declare facility?: string

  @flags.string({ description: 'Only messages of this type, for example 7_day_reminder' })
  declare type?: string

  @flags.boolean({ description: 'Print one JSON document and nothing else' })
  declare json: boolean

  async run() {
    const { userInfo } = await import('node:os')
    const { SmsSchedulerService } = await import('#services/sms_scheduler_service')
    const { pauseTarget } = await import('#delivery/pauses/pause_target')
    const { UnusablePause } = await import('#delivery/pauses/errors')
    try {
      const service = await this.app.container.make(SmsSchedulerService)
      const result = await service.pauseSending({
        ...pauseTarget(this),
        actor: `cli:${userInfo().username}`,
        reason: this.reason,
        until: this.until,
      })
      if (this.json) console.log(JSON.stringify(result))
      else await this.#show(result)
    } catch (error) {
      if (!(error instanceof UnusablePause)) throw error
      if (this.json) console.log(JSON.stringify({ error: error.message }))
      else this.logger.error(error.message)
      this.exitCode = 1
    }
  }

  async #show({ pause, changed }: PauseResult) {
    const { inWords } = await import('#delivery/pauses/pause_target')
    const { untilInWords } = await import('#delivery/pauses/until_in_words')
    const { timezone } = this.app.config.get<{ timezone: string }>('sms_scheduler')
    const what = `${changed ? 'Changed the pause of' : 'Paused'} ${inWords(pause)}`
    this.logger.success(`${what}, ${untilInWords(pause, timezone)}`)
  }
}
