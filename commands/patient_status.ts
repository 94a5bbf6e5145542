import { args, flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import type { PatientStatus as Status } from '#registry/registered_row'

export default class PatientStatus extends RappelCommand {
  static commandName = 'patient:status'
  static description = 'Say what has become of a patient: active, moved, died, other'
  static help = [
    'Nothing more is sent about a child who is not active: open reminders are suppressed (patient_inactive) at once,',
    'and those that are still useful come back when the child is active again.',
    'A death on record stays, unless --replace says that it was a mistake.',
    'Exit codes: 0 done, or so already · 1 not done.',
    '  {{ binaryName }} patient:status CM-YDE-0001 moved --reason="now in Douala"',
  ]

  @args.string({ description: 'The reference of the patient (patient_ref)' })
  declare ref: string

  @args.string({ description: 'active, moved, died or other' })
  declare status: string

  @flags.string({ description: 'Why; kept in the audit log, so without names' })
  declare reason?: string

  @flags.boolean({ description: 'Take back a death on record' })
  declare replace: boolean

  async run() {
    const { isPatientStatus, PATIENT_STATUSES } = await import('#records/change_status')
    const { ref, status, reason, actor, replace = false } = this
    if (!isPatientStatus(status))
      return this.refuse(`"${status}" is not a status: give ${PATIENT_STATUSES.join(', ')}`)
    const { RecordService } = await import('#services/record_service')
    const service = await this.app.container.make(RecordService)
    const changed = await service.changeStatus({ ref, status, reason, actor, replace })
    if (!changed) return this.refuse(`There is no patient "${ref}"`)
    const { outcome, from } = changed.result
    if (outcome === 'refused')
      return this.refuse(
        `The patient stays "${from}". If the death is a mistake, use --replace; an erasure cannot be taken back`
      )
    await this.print(asJson(changed), () => this.#show(changed, status))
  }

  #show({ result, messages }: Changed, status: Status) {
    if (result.outcome === 'unchanged')
      return this.logger.info(`The patient was "${status}" already`)
    this.logger.success(`The patient is "${status}"; before: "${result.from}"`)
    for (const { id, message_type: type, vaccine, dose, status: state, reason } of messages)
      this.logger.log(
        `  ${vaccine} ${dose}, ${type}, message ${id}: ${state} ${reason ?? ''}`.trimEnd()
      )
  }
}

type Changed = NonNullable<
  Awaited<ReturnType<import('#services/record_service').RecordService['changeStatus']>>
>

function asJson({ result, messages }: Changed) {
  return { ...result, messages }
}
