import { inject } from '@adonisjs/core'
import { ChangeRecord, type Changed } from '#records/change_record'
import { findDose, type DoseOnRecord } from '#records/dose_of_patient'
import type { ImmunizationRequest } from '#records/put_immunization'
import { VISIT } from '#records/record_fields'
import { RecordRules } from '#records/record_rules'
import { writeVisits } from '#registry/write_visits'

export type RecordedVisit =
  /** `isNew`: it was not on record before. A visit on record keeps its date. */
  | { isRecorded: true; isNew: boolean; dose: DoseOnRecord }
  /** There is no such immunization, and the request has no due date to create it with. */
  | { isRecorded: false }

/** Records that a dose was given to a patient who is on record: its reminders are called off. */
@inject()
export class RecordVisit {
  constructor(
    private readonly records: ChangeRecord,
    private readonly rules: RecordRules
  ) {}

  /** Undefined if there is no such patient. @throws InvalidRecord */
  async run(request: ImmunizationRequest): Promise<Changed<RecordedVisit> | undefined> {
    const { vaccine, dose, values } = request
    const row = await this.rules.read({ ...values, vaccine, dose }, VISIT)
    return this.records.run<RecordedVisit>(request, async (trx, patient, now) => {
      const administeredOn = row.administeredOn!
      const visit = { ...row, patientId: patient.id, dueOn: row.dueOn || null, administeredOn }
      const { ids, isRecorded } = await writeVisits(trx, [visit], now)
      if (!isRecorded(visit))
        return { result: { isRecorded: false }, immunizationIds: [], audit: null }
      const stored = (await findDose(trx, patient.id, row))!
      const isNew = ids.length > 0
      const detail = { immunization: stored.id }
      return {
        result: { isRecorded: true, isNew, dose: stored },
        immunizationIds: ids,
        audit: isNew ? { action: 'visit_recorded', detail } : null,
      }
    })
  }
}
