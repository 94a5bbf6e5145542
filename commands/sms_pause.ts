import { flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import type { PauseResult } from '#delivery/pauses/pause_sending'

export default class SmsPause extends RappelCommand {
  static commandName = 'sms:pause'
  static description = 'Stop sending: everything, one facility, or one message type'
  static help = [
    'Messages wait and expire when they are no longer useful. Who paused, and why, is kept. Pausing the same again changes the first pause.',
    '--until takes "18:00" (its next occurrence), "2026-03-10", "2026-03-10 18:00" (all in APP_TIMEZONE), or an instant such as "2026-03-10T17:00:00Z".',
    'Exit codes: 0 paused · 1 the facility, the type or the time cannot be used.',
    '  {{ binaryName }} sms:pause --reason="wrong text" --until=18:00',
    '  {{ binaryName }} sms:pause --facility=CSI-1 --reason="closed for the flood"',
    '  {{ binaryName }} sms:pause --type=overdue_reminder',
  ]

  @flags.string({ description: 'Why, for your colleagues' })
  declare reason?: string

  @flags.string({
    description: 'When sending resumes automatically; without it, sms:resume ends the pause',
  })
  declare until?: string

  @flags.string({ description: 'Only this facility, by its code' })
  declare facility?: string

  @flags.string({ description: 'Only messages of this type, for example 7_day_reminder' })
  declare type?: string

  async run() {
    const { SmsSchedulerService } = await import('#services/sms_scheduler_service')
    const { pauseTarget } = await import('#delivery/pauses/pause_target')
    const { UnusablePause } = await import('#delivery/pauses/errors')
    await this.refuseOn(UnusablePause, async () => {
      const service = await this.app.container.make(SmsSchedulerService)
      const result = await service.pauseSending({
        ...pauseTarget(this),
        actor: this.actor,
        reason: this.reason,
        until: this.until,
      })
      await this.print(result, () => this.#show(result))
    })
  }

  async #show({ pause, changed }: PauseResult) {
    const { targetInWords } = await import('#delivery/pauses/pause_in_words')
    const { untilInWords } = await import('#delivery/pauses/pause_in_words')
    const { timezone } = this.app.config.get<{ timezone: string }>('sms_scheduler')
    const what = `${changed ? 'Changed the pause of' : 'Paused'} ${targetInWords(pause)}`
    this.logger.success(`${what}, ${untilInWords(pause, timezone)}`)
  }
}
