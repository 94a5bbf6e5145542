import { flags } from '@adonisjs/core/ace'
import { ConsentCommand } from './_consent_command.js'

export default class ConsentOptIn extends ConsentCommand {
  static commandName = 'consent:opt-in'
  static description = 'Let messages to a number begin, or begin again'
  static help = [
    'Only after the person has said so: this also takes back a STOP. Reminders that are still of use are sent.',
    'Exit codes: 0 done, or it was so already · 1 not a phone number.',
    '  {{ binaryName }} consent:opt-in +237677123456 --evidence="form of 12 March"',
  ]

  @flags.string({ description: 'Where it is written, or who heard it' })
  declare evidence?: string

  run() {
    return this.record('opted_in', this.evidence)
  }
}
