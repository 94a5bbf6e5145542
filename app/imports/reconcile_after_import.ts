import { inject } from '@adonisjs/core'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import {
  openImmunizationsOfFacilities,
  openImmunizationsOfPatients,
  openImmunizationsOfPhones,
} from '#imports/affected_immunizations'
import { ReconcileReminders } from '#reminders/reconcile_reminders'
import { addTo, emptySummary, type ReconcileSummary } from '#reminders/reconcile_summary'

/** Immunizations given to the reconciliation at once. */
const PAGE_SIZE = 1_000

export interface Changes {
  /** Immunizations that are new or different. */
  immunizationIds: number[]
  /** Patients whose phone, language, name or facility is another. */
  patientIds: number[]
  /** Numbers whose consent is another. */
  phones: string[]
  /** Facilities whose zone is another. */
  facilityIds: number[]
}

/** Lets the reminders follow what a batch has changed, in the transaction of the batch. */
@inject()
export class ReconcileAfterImport {
  constructor(private readonly reconcile: ReconcileReminders) {}

  async run(trx: QueryClientContract, changes: Changes): Promise<ReconcileSummary> {
    const ids = new Set([
      ...changes.immunizationIds,
      ...(await openImmunizationsOfPatients(trx, changes.patientIds)),
      ...(await openImmunizationsOfPhones(trx, changes.phones)),
    ])
    const summary = emptySummary()
    const reconcile = async (page: number[]) =>
      addTo(summary, await this.reconcile.forImmunizations(trx, page, 'import'))

    const sorted = [...ids].sort((one, other) => one - other)
    for (let start = 0; start < sorted.length; start += PAGE_SIZE)
      await reconcile(sorted.slice(start, start + PAGE_SIZE))
    for await (const page of openImmunizationsOfFacilities(trx, changes.facilityIds, PAGE_SIZE))
      await reconcile(page)
    return summary
  }
}
