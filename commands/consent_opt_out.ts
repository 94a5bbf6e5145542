import { flags } from '@adonisjs/core/ace'
import { ConsentCommand } from './_consent_command.js'

export default class ConsentOptOut extends ConsentCommand {
  static commandName = 'consent:opt-out'
  static description = 'Opt a number out: no more messages to it'
  static help = [
    'Its pending messages are suppressed at once. The actor, the time and the evidence are kept.',
    'Exit codes: 0 done, or already opted out · 1 not a phone number.',
    '  {{ binaryName }} consent:opt-out 677123456 --evidence="said so at the desk on 12 March"',
  ]

  @flags.string({ description: 'Where it is recorded, or who heard it' })
  declare evidence?: string

  run() {
    return this.record('opted_out', this.evidence)
  }
}
