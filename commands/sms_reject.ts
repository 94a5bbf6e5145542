import { args, flags } from '@adonisjs/core/ace'
import { DeskCommand } from './_desk_command.js'

export default class SmsReject extends DeskCommand {
  static commandName = 'sms:reject'
  static description = 'Close failed messages that will not be sent again, with a reason'
  static help = [
    'Dead letters, failed and unknown messages become cancelled. Each keeps the reason.',
    'Exit codes: 0 done · 1 bad input, or stopped before the end (run it again) · 3 nothing matched.',
    '  {{ binaryName }} sms:reject 4711 4712 --reason="number of a neighbour"',
  ]

  @args.spread({ description: 'Ids of messages' })
  declare ids: string[]

  @flags.string({ description: 'Why they will not be sent' })
  declare reason?: string

  async run() {
    if (!this.reason?.trim())
      return this.refuse('--reason is missing: say why, for later questions')
    await this.moveMessages(this, 'rejected', (service, request) => service.reject(request))
  }
}
