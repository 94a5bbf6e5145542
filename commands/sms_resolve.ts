import { args, flags } from '@adonisjs/core/ace'
import { DeskCommand } from './_desk_command.js'

export default class SmsResolve extends DeskCommand {
  static commandName = 'sms:resolve'
  static description = 'Settle unknown messages: say what became of them'
  static help = [
    'sent: the operator took it · delivered: the caregiver has it · not_sent: it never left, and is due again now ·',
    'cancelled: it is not sent again, whatever became of it.',
    'Exit codes: 0 done · 1 bad input, or stopped before the end (run it again) · 3 nothing matched.',
    '  {{ binaryName }} sms:resolve 4711 --as=delivered --reason="the mother showed it"',
  ]

  @args.spread({ description: 'Ids of messages' })
  declare ids: string[]

  @flags.string({ description: 'sent, delivered, not_sent or cancelled' })
  declare as?: string

  @flags.string({ description: 'How it was found out' })
  declare reason?: string

  async run() {
    const { as } = this
    if (!as) return this.refuse('--as is missing: sent, delivered, not_sent or cancelled')
    await this.moveMessages(this, `resolved as ${as}`, (service, request) =>
      service.resolveUnknown({ ...request, as })
    )
  }
}
