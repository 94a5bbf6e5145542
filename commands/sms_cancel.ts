import { args, flags } from '@adonisjs/core/ace'
import { DeskCommand } from './_desk_command.js'

export default class SmsCancel extends DeskCommand {
  static commandName = 'sms:cancel'
  static description = 'Cancel messages that have not left yet'
  static help = [
    'Pending messages become cancelled. A message that is already being sent is not cancelled.',
    'Exit codes: 0 done · 1 bad input, or stopped before the end (run it again) · 3 nothing matched.',
    '  {{ binaryName }} sms:cancel 4711 4712 --reason="the session is cancelled"',
  ]

  @args.spread({ description: 'Ids of messages' })
  declare ids: string[]

  @flags.string({ description: 'Why they are cancelled' })
  declare reason?: string

  async run() {
    await this.moveMessages(this, 'cancelled', (service, request) => service.cancel(request))
  }
}
