import { inject } from '@adonisjs/core'
import { ChangeRecord, type Changed } from '#records/change_record'
import { findDose, type DoseOnRecord } from '#records/dose_of_patient'
import type { RecordFault } from '#records/read_record'
import { DOSE } from '#records/record_fields'
import { RecordRules } from '#records/record_rules'
import { writeCancellation } from '#registry/write_cancellation'
import { writeImmunizations } from '#registry/write_immunizations'

export interface ImmunizationRequest {
  ref: string
  vaccine: string
  dose: string
  /**
   * `due_on`; `administered_on` if the dose has been given; `cancelled`: whether it is no
   * longer due; unchanged if left out.
   */
  values: Record<string, unknown>
  actor: string
}

export interface PutDose {
  outcome: 'created' | 'updated' | 'unchanged'
  dose: DoseOnRecord
}

/**
 * Writes one immunization of a patient who is on record: makes it, moves its due date, cancels it,
 * records its visit. A visit on record is not removed, but its date can be corrected.
 */
@inject()
export class PutImmunization {
  constructor(
    private readonly records: ChangeRecord,
    private readonly rules: RecordRules
  ) {}

  /** Undefined if there is no such patient. @throws InvalidRecord */
  async run(request: ImmunizationRequest): Promise<Changed<PutDose> | undefined> {
    const { vaccine, dose, values } = request
    const { cancelled, ...others } = values
    const row = await this.rules.read({ ...others, vaccine, dose }, DOSE, faultsOf(cancelled))
    return this.records.run(request, async (trx, patient, now) => {
      const written = await writeImmunizations(trx, [row], now, () => patient.id)
      const { id } = (await findDose(trx, patient.id, row))!
      const changed = await writeCancellation(trx, { id, cancelled, now })
      const outcome = outcomeOf(written.created.size, written.updated.size + Number(changed))
      const stored = (await findDose(trx, patient.id, row))!
      const detail = { immunization: id, outcome, cancelled: stored.cancelled_at !== null }
      return {
        result: { outcome, dose: stored },
        immunizationIds: outcome === 'unchanged' ? [] : [id],
        audit: outcome === 'unchanged' ? null : { action: 'immunization_written', detail },
      }
    })
  }
}

function faultsOf(cancelled: unknown): RecordFault[] {
  if (cancelled === undefined || typeof cancelled === 'boolean') return []
  return [{ field: 'cancelled', message: 'must be true or false' }]
}

function outcomeOf(created: number, updated: number): PutDose['outcome'] {
  if (created > 0) return 'created'
  return updated > 0 ? 'updated' : 'unchanged'
}
