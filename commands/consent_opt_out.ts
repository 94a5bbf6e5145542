import { flags } from '@adonisjs/core/ace'
import { ConsentCommand } from './_consent_command.js'

export default class ConsentOptOut extends ConsentCommand {
  static commandName = 'consent:opt-out'
  static description = 'End all messages to a number'
  static help = [
    'Its pending messages are suppressed at once. Who did it, when and the evidence are kept.',
    'Exit codes: 0 done, or it was so already · 1 not a phone number.',
    '  {{ binaryName }} consent:opt-out 677123456 --evidence="said so at the desk on 12 March"',
  ]

  @flags.string({ description: 'Where it is written, or who heard it' })
  declare evidence?: string

  run() {
    return this.record('opted_out', this.evidence)
  }
}
