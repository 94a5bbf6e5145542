import { RappelCommand } from './_rappel_command.js'
import type { AuditVerdict } from '#storage/audit/verify_audit_log'

const EXIT_BROKEN = 1

export default class AuditVerify extends RappelCommand {
  static commandName = 'audit:verify'
  static description = 'Check whether the audit log is whole: nothing changed, nothing removed'
  static help = [
    'Each event is chained to the one before it by a hash. The first event that breaks the chain is named.',
    'The chain cannot show that its end was cut off, or that all of it was rebuilt. Compare its end with an earlier one: this command prints it, and the log has it as "audit events sealed".',
    'Exit codes: 0 the log is whole · 1 it is not.',
    '  {{ binaryName }} audit:verify',
    '  {{ binaryName }} audit:verify --json',
  ]

  async run() {
    const { AuditService } = await import('#services/audit_service')
    const audit = await this.app.container.make(AuditService)
    const verdict = await audit.verify()
    if (!verdict.whole) this.exitCode = EXIT_BROKEN
    await this.print(verdict, () => this.#show(verdict))
  }

  #show({ broken, checked, redacted, head }: AuditVerdict) {
    if (broken) {
      const { event, position, problem } = broken
      const place = position === null ? '' : `, link ${position} of the chain`
      this.logger.error(`The audit log is not whole. Event ${event}${place}: ${problem}`)
      this.logger.info(`The ${checked} events before it are as they were written`)
      return
    }
    const without = redacted > 0 ? `; the texts of ${redacted} were redacted` : ''
    this.logger.success(`The audit log is whole: ${checked} events${without}`)
    this.logger.info(`It ends with link ${head.position}, ${head.hash}`)
  }
}
