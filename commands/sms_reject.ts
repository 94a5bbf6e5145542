import { args, flags } from '@adonisjs/core/ace'
import { DeskCommand } from './_desk_command.js'

export default class SmsReject extends DeskCommand {
  static commandName = 'sms:reject'
  static description = 'Close failed messages that will not be sent again, with a reason'
  static help = [
    'Dead letters, failed and unknown messages become cancelled. The reason is kept with each of them.',
    'Exit codes: 0 done · 1 bad input, or stopped before the end (run it again) · 3 nothing matched.',
    '  {{ binaryName }} sms:reject 4711 4712 --reason="number of a neighbour"',
  ]

  @args.spread({ description: 'Ids of messages' })
  declare ids: string[]

  @flags.string({ description: 'Why they will not be sent' })
  declare reason?: string

  async run() {
    await this.atDesk(async (service, actor) => {
      if (!this.reason?.trim()) return this.refuse('--reason is missing: say why, for whoever asks')
      const { ids, reason: note } = this
      const result = await service.rejectMessages({
        ids,
        note,
        actor,
        onProgress: (progress) => this.showProgress(progress),
      })
      this.endMoves(result, 'rejected')
    })
  }
}
