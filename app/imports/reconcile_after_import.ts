import { inject } from '@adonisjs/core'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import {
  openImmunizationsOfPatients,
  openImmunizationsOfPhones,
} from '#registry/affected_immunizations'
import { ReconcileReminders } from '#reminders/reconcile_reminders'
import { addTo, emptySummary, type ReconcileSummary } from '#reminders/reconcile_summary'

/** Immunizations reconciled at once. */
const PAGE_SIZE = 1_000

export interface Changes {
  /** New or changed immunizations. */
  immunizationIds: number[]
  /** Patients with a changed phone, language, name or facility. */
  patientIds: number[]
  /** Numbers with a changed consent. */
  phones: string[]
}

export interface Reconciled {
  immunizations: Set<number>
  summary: ReconcileSummary
}

/** Updates the reminders for the changes of a batch, in the batch's transaction. */
@inject()
export class ReconcileAfterImport {
  constructor(private readonly reconcile: ReconcileReminders) {}

  async run(trx: QueryClientContract, changes: Changes, actor: string): Promise<Reconciled> {
    const immunizations = new Set([
      ...changes.immunizationIds,
      ...(await openImmunizationsOfPatients(trx, changes.patientIds)),
      ...(await openImmunizationsOfPhones(trx, changes.phones)),
    ])
    const summary = emptySummary()
    const sorted = [...immunizations].sort((one, other) => one - other)
    for (let start = 0; start < sorted.length; start += PAGE_SIZE)
      addTo(summary, await this.page(trx, sorted.slice(start, start + PAGE_SIZE), actor))
    return { immunizations, summary }
  }

  async page(
    trx: QueryClientContract | TransactionClientContract,
    immunizationIds: number[],
    actor: string
  ): Promise<ReconcileSummary> {
    return this.reconcile.forImmunizations(trx, immunizationIds, actor)
  }
}
