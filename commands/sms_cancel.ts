import { flags } from '@adonisjs/core/ace'
import { MoveCommand } from './_move_command.js'

export default class SmsCancel extends MoveCommand {
  static commandName = 'sms:cancel'
  static description = 'Cancel messages that have not left yet'
  static help = [
    'Pending messages become cancelled. A message that is already being sent is not cancelled.',
    'By id, or all that match a filter. It shows what matches and asks; without a terminal, --yes is required.',
    'Exit codes: 0 done, or you declined · 1 bad input, or stopped before the end (run it again) · 3 nothing matched.',
    '  {{ binaryName }} sms:cancel 4711 4712 --reason="the session is cancelled"',
    '  {{ binaryName }} sms:cancel --facility="CSI Briqueterie" --from=2026-03-10 --to=2026-03-10 --dry-run',
  ]

  @flags.string({ description: 'Why they are cancelled' })
  declare reason?: string

  async run() {
    await this.moveMessages(this.reason, {
      verb: 'Cancel',
      done: 'cancelled',
      preview: (service, request) => service.previewCancel(request),
      move: (service, request) => service.cancel(request),
    })
  }
}
