import { flags } from '@adonisjs/core/ace'
import { MoveCommand } from './_move_command.js'

export default class SmsResolve extends MoveCommand {
  static commandName = 'sms:resolve'
  static description = 'Settle unknown messages: say what became of them'
  static help = [
    'sent: the operator took it · delivered: the caregiver has it · not_sent: it never left, and is due again now ·',
    'cancelled: it is not sent again, whatever became of it.',
    'By id, or all that match a filter. It shows what matches and asks; without a terminal, --yes is required.',
    'Exit codes: 0 done, or you declined · 1 bad input, or stopped before the end (run it again) · 3 nothing matched.',
    '  {{ binaryName }} sms:resolve 4711 --as=delivered --reason="the mother showed it"',
    '  {{ binaryName }} sms:resolve --as=not_sent --with-reason=worker_lost --from=2026-03-09T14:00 --dry-run',
  ]

  @flags.string({ description: 'sent, delivered, not_sent or cancelled' })
  declare as?: string

  @flags.string({ description: 'How it was found out' })
  declare reason?: string

  async run() {
    const { as } = this
    if (!as) return this.refuse('--as is missing: sent, delivered, not_sent or cancelled')
    await this.moveMessages(this.reason, {
      verb: `Resolve as ${as}:`,
      done: `resolved as ${as}`,
      preview: (service, request) => service.previewResolve({ ...request, as }),
      move: (service, request) => service.resolveUnknown({ ...request, as }),
    })
  }
}
