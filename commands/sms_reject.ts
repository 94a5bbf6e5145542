import { flags } from '@adonisjs/core/ace'
import { MoveCommand } from './_move_command.js'

export default class SmsReject extends MoveCommand {
  static commandName = 'sms:reject'
  static description = 'Close failed messages that will not be sent again, with a reason'
  static help = [
    'Dead letters, failed and unknown messages become cancelled. Each keeps the reason.',
    'By id, or all that match a filter. It shows what matches and asks; without a terminal, --yes is required.',
    'Exit codes: 0 done, or you declined · 1 bad input, or stopped before the end (run it again) · 3 nothing matched.',
    '  {{ binaryName }} sms:reject 4711 4712 --reason="number of a neighbour"',
    '  {{ binaryName }} sms:reject --with-reason=invalid_number --to=2026-03-01 --reason="too old" --yes',
  ]

  @flags.string({ description: 'Why they will not be sent' })
  declare reason?: string

  async run() {
    if (!this.dryRun && !this.reason?.trim())
      return this.refuse('--reason is missing: say why, for later questions')
    await this.moveMessages(this.reason, {
      verb: 'Reject',
      done: 'rejected',
      preview: (service, request) => service.previewReject(request),
      move: (service, request) => service.reject(request),
    })
  }
}
