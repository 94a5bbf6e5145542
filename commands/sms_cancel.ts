import { args, flags } from '@adonisjs/core/ace'
import { DeskCommand } from './_desk_command.js'

export default class SmsCancel extends DeskCommand {
  static commandName = 'sms:cancel'
  static description = 'Call off messages that have not left yet'
  static help = [
    'Pending messages become cancelled. One whose sending has begun is not called off.',
    'Exit codes: 0 done · 1 bad input, or stopped before the end (run it again) · 3 nothing matched.',
    '  {{ binaryName }} sms:cancel 4711 4712 --reason="the session is called off"',
  ]

  @args.spread({ description: 'Ids of messages' })
  declare ids: string[]

  @flags.string({ description: 'Why they are called off' })
  declare reason?: string

  async run() {
    await this.atDesk(async (service, actor) => {
      const { ids, reason: note } = this
      const result = await service.cancelMessages({
        ids,
        note,
        actor,
        onProgress: (progress) => this.showProgress(progress),
      })
      this.endMoves(result, 'cancelled')
    })
  }
}
