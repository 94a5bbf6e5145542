import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { ErasedOptOuts } from '#consents/erased_opt_outs'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import {
  countOldPatients,
  lockOldPatients,
  pageOfOldPatients,
  patientLimits,
  type OldPatient,
  type PatientLimits,
} from './deletable_patients.js'
import { BEFORE_ALL, lastPosition } from './position.js'
import type { PruneSummary } from './prune_summary.js'
import { ShortTurns } from '#storage/short_turns'
import { idList, query, textList } from '#storage/sql'
import { deleteRows } from '#storage/write_rows'

interface Control {
  signal?: AbortSignal
  onProgress?: (progress: Readonly<PruneSummary>) => void
}

/**
 * Deletes patients past their retention time with their immunizations, in batches. If nobody else
 * has the caregiver's number, its consent goes too, and a refusal stays as a keyed hash.
 */
@inject()
export class PrunePatients {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly optOuts: ErasedOptOuts
  ) {}

  /** Adds to the summary. With `dryRun` in it, only counts. */
  async run(summary: PruneSummary, { signal, onProgress }: Control = {}): Promise<void> {
    const { patientRetentionDays: days, batchSize } = this.config.cleanup
    if (days === null) return
    const client = this.db.connection()
    const limits = patientLimits(this.clock.now(), days)
    if (summary.dryRun) {
      summary.patients = await countOldPatients(client, limits)
      return
    }
    const turns = new ShortTurns(client, batchSize)
    let position = BEFORE_ALL
    while (!signal?.aborted) {
      const page = await pageOfOldPatients(client, limits, { position, limit: turns.size })
      if (page.length === 0) return
      position = lastPosition(page)
      const deleted = await turns.take((trx) => this.#delete(trx, limits, page), {
        rows: page.length,
      })
      summary.patients += deleted.patients
      summary.optOutsKept += deleted.optOuts
      onProgress?.(summary)
    }
    summary.complete = false
  }

  async #delete(trx: TransactionClientContract, limits: PatientLimits, page: OldPatient[]) {
    const old = await lockOldPatients(trx, limits, page)
    if (old.length === 0) return { patients: 0, optOuts: 0 }
    const ids = JSON.stringify(old.map(({ id }) => id))
    await deleteRows(
      trx,
      { from: 'immunizations', where: `patient_id IN (${idList(trx)})` },
      { ids }
    )
    await deleteRows(trx, { from: 'patients', where: `id IN (${idList(trx)})` }, { ids })
    const numbers = await numbersOfNobody(trx, old)
    const { optOuts } = await this.optOuts.keep(trx, numbers)
    return { patients: old.length, optOuts }
  }
}

/** Numbers that no remaining patient has, and no message went to. */
async function numbersOfNobody(client: QueryClientContract, old: OldPatient[]): Promise<string[]> {
  const all = new Set(old.flatMap(({ caregiver_phone: phone }) => phone ?? []))
  const ofThese = `IN (${textList(client, 'numbers')})`
  const used = await query<{ phone: string }>(
    client,
    `SELECT caregiver_phone AS phone FROM patients WHERE caregiver_phone ${ofThese}
     UNION
     SELECT phone_number FROM sms_messages WHERE status = 'pending' AND phone_number ${ofThese}
     UNION
     SELECT phone_number FROM sms_messages WHERE attempt_count > 0 AND phone_number ${ofThese}`,
    { numbers: JSON.stringify([...all]) }
  )
  for (const { phone } of used) all.delete(phone)
  return [...all]
}
