import { inject } from '@adonisjs/core'
import { ChangeRecord, type Changed } from '#records/change_record'
import type { PatientStatus } from '#registry/registered_row'
import { writeStatuses } from '#registry/write_statuses'

export const PATIENT_STATUSES = [
  'active',
  'moved',
  'died',
  'other',
] as const satisfies PatientStatus[]

export interface StatusRequest {
  ref: string
  status: PatientStatus
  /** Kept in the audit log, so without names. */
  reason?: string | null
  actor: string
  /** Whether a death on record may be taken back. */
  replace?: boolean
  /** Only from this status: a person saw it so. */
  expected?: string
  /** The same statements, rolled back. */
  dryRun?: boolean
}

/** `refused`: the death on record, the erasure, or what is not as expected, stays. */
export interface StatusChange {
  outcome: 'changed' | 'unchanged' | 'refused'
  from: string
  to: string
}

/**
 * Changes the status of a patient. No more is sent about a child who has died or moved away: open
 * reminders are suppressed with `patient_inactive`, and planned again when the child is active.
 */
@inject()
export class ChangeStatus {
  constructor(private readonly records: ChangeRecord) {}

  /** Undefined if there is no such patient. */
  run(request: StatusRequest): Promise<Changed<StatusChange> | undefined> {
    const { status, reason = null, replace = false, expected } = request
    return this.records.run<StatusChange>(request, async (trx, { id, status: from }, now) => {
      const isAsExpected = expected === undefined || expected === from
      const changes = isAsExpected ? [{ patientId: id, status }] : []
      const changed = await writeStatuses(trx, changes, now, { overDeath: replace })
      if (changed.length === 0) {
        const outcome = from === status ? 'unchanged' : 'refused'
        return { result: { outcome, from, to: from }, immunizationIds: [], audit: null }
      }
      return {
        result: { outcome: 'changed', from, to: status },
        immunizationIds: [],
        wholePatient: true,
        audit: { action: 'patient_status_changed', detail: { from, to: status, reason } },
      }
    })
  }
}

export function isPatientStatus(text: string): text is PatientStatus {
  return PATIENT_STATUSES.includes(text as PatientStatus)
}
