import { flags } from '@adonisjs/core/ace'
import { ConsentCommand } from './_consent_command.js'

export default class ConsentOptIn extends ConsentCommand {
  static commandName = 'consent:opt-in'
  static description = 'Opt a number in: messages start, or start again'
  static help = [
    'Only when the person has asked for it: this also revokes a STOP. Reminders that are still useful are sent.',
    'Exit codes: 0 done, or already opted in · 1 not a phone number.',
    '  {{ binaryName }} consent:opt-in +237677123456 --evidence="form of 12 March"',
  ]

  @flags.string({ description: 'Where it is recorded, or who heard it' })
  declare evidence?: string

  run() {
    return this.record('opted_in', this.evidence)
  }
}
