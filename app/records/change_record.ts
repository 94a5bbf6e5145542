import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { messagesChanged, type NamedMessage } from '#records/named_messages'
import { openImmunizationsOfPatients } from '#registry/affected_immunizations'
import { findPatients, type PatientRecord } from '#registry/find_patients'
import { ReconcileReminders } from '#reminders/reconcile_reminders'
import { reconcileTransaction, rehearse } from '#reminders/reconcile_transaction'
import { appendAuditEvent, type AuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { tidyValue } from '#values/tidy_value'

/** What a change of one patient on record has touched. */
export interface Touched<Result> {
  result: Result
  immunizationIds: number[]
  /** Whether all open immunizations of the patient may be. */
  wholePatient?: boolean
  /** Null if nothing changed. */
  audit: Pick<AuditEvent, 'action' | 'detail'> | null
}

export interface Changed<Result> {
  result: Result
  messages: NamedMessage[]
}

/** Characters of the longest reference, with room for what is tidied away. */
const LONGEST_REF = 1_000

/** Changes one patient on record; reminders and the audit event follow in the same transaction. */
@inject()
export class ChangeRecord {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly reminders: ReconcileReminders
  ) {}

  /** Undefined if there is no such patient. `dryRun`: the same statements, rolled back. */
  run<Result>(
    { ref, actor, dryRun }: { ref: string; actor: string; dryRun?: boolean },
    change: (
      trx: TransactionClientContract,
      patient: PatientRecord,
      now: string
    ) => Promise<Touched<Result>>
  ): Promise<Changed<Result> | undefined> {
    const transact = dryRun ? rehearse : reconcileTransaction
    return transact(this.db.connection(), async (trx) => {
      const now = toSqlInstant(this.clock.now())
      const patient = await this.#find(trx, ref)
      if (!patient) return undefined
      const { result, immunizationIds, wholePatient, audit } = await change(trx, patient, now)
      const others = wholePatient ? await openImmunizationsOfPatients(trx, [patient.id]) : []
      const ids = [...new Set([...immunizationIds, ...others])].sort((one, other) => one - other)
      if (ids.length > 0) await this.reminders.forImmunizations(trx, ids, actor)
      const subject = `patient:${patient.id}`
      if (audit) await appendAuditEvent(trx, { at: now, actor, subject, ...audit })
      return { result, messages: await messagesChanged(trx, ids, now) }
    })
  }

  async #find(trx: TransactionClientContract, ref: string): Promise<PatientRecord | undefined> {
    if (ref.length > LONGEST_REF) return undefined
    const tidy = tidyValue(ref)
    const found = await findPatients(trx, [tidy])
    return found.get(tidy)
  }
}
