import { inject } from '@adonisjs/core'
import { ChangeRecord, type Changed } from '#records/change_record'
import { writePhone } from '#registry/write_phone'

export interface PhoneRequest {
  ref: string
  /** The number that a person saw, in E.164; null where there was none. */
  expected: string | null
  /** E.164 */
  number: string
  /** Kept in the audit log, so without names and numbers. */
  reason: string
  actor: string
  /** The same statements, rolled back. */
  dryRun?: boolean
}

/** `overtaken`: the number on record is not the one that a person saw. */
export type PhoneChange = 'changed' | 'unchanged' | 'overtaken'

/**
 * Corrects the number of a patient's caregiver. Planned reminders follow; what is being sent stays.
 * The consent is that of the number: a number that opted out gets nothing.
 */
@inject()
export class ChangePhone {
  constructor(private readonly records: ChangeRecord) {}

  /** Undefined if there is no such patient. */
  run(request: PhoneRequest): Promise<Changed<PhoneChange> | undefined> {
    const { expected, number, reason } = request
    return this.records.run<PhoneChange>(request, async (trx, patient, now) => {
      const same = { immunizationIds: [], audit: null }
      if (patient.caregiver_phone === number) return { ...same, result: 'unchanged' }
      const change = { patientId: patient.id, expected, number, now }
      if (!(await writePhone(trx, change))) return { ...same, result: 'overtaken' }
      return {
        result: 'changed',
        immunizationIds: [],
        wholePatient: true,
        audit: { action: 'patient_phone_changed', detail: { reason } },
      }
    })
  }
}
