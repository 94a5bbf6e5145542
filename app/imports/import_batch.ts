import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { openImmunizationsOfFacilities } from '#registry/affected_immunizations'
import { ReconcileAfterImport } from '#imports/reconcile_after_import'
import type { ImportedFile } from '#imports/write_consents'
import { WriteBatch, type Batch, type WrittenBatch } from '#imports/write_batch'
import { writeFacilities } from '#registry/write_facilities'
import { JOINED } from '#reminders/reconcile_scope'
import { addTo } from '#reminders/reconcile_summary'
import { reconcileTransaction, rehearse } from '#reminders/reconcile_transaction'
import { toSqlInstant } from '#storage/instants'
import { renewStatistics } from '#storage/renew_statistics'
import type { ShortTurns, Transact } from '#storage/short_turns'

export interface BatchOptions {
  turns: ShortTurns
  /** Does everything, then rolls it back. */
  dryRun: boolean
  /** More work for the transaction of the rows. */
  alongside?: (trx: TransactionClientContract, written: WrittenBatch) => Promise<void> | undefined
}

/**
 * Writes a batch of accepted rows, what protects somebody in rejected ones, and the
 * reminders that follow from them, in one transaction: all of it or nothing. Rows
 * that say what is stored already write nothing at all. Batches and reconciliations
 * write one after the other, whichever process they run in.
 */
@inject()
export class ImportBatch {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly batch: WriteBatch,
    private readonly reminders: ReconcileAfterImport
  ) {}

  async run(
    batch: Batch,
    file: ImportedFile,
    { turns, dryRun, alongside }: BatchOptions
  ): Promise<WrittenBatch> {
    const transact = dryRun ? rehearse : reconcileTransaction
    if (!dryRun) await renewStatistics(this.db.connection(), JOINED)
    const work = async (trx: TransactionClientContract) => {
      const result = await this.batch.run(trx, batch, file)
      await alongside?.(trx, result)
      return result
    }
    const rows = batch.rows.length + batch.protections.length
    const written = await turns.take(work, { rows, transact })
    for (const { facility } of written.zoneRows) file.rezoned.add(facility)
    await this.#reconcileFacilities(written, { turns, transact, actor: file.actor })
    return written
  }

  /**
   * A facility may have tens of thousands of immunizations, so these follow in turns of their own.
   * If the process dies in between, the daily reconciliation does the rest. A rehearsal has rolled
   * the zone back, so it is written again.
   */
  async #reconcileFacilities(
    { counts, reconciled, zoneRows, rezonedIds }: WrittenBatch,
    { turns, transact, actor }: { turns: ShortTurns; transact: Transact; actor: string }
  ): Promise<void> {
    const client = this.db.connection()
    const pages = openImmunizationsOfFacilities(client, rezonedIds, () => turns.size)
    for await (const ids of pages) {
      const page = ids.filter((id) => !reconciled.has(id))
      if (page.length === 0) continue
      const summary = await turns.take(
        async (trx) => {
          const now = toSqlInstant(this.clock.now())
          await writeFacilities(trx, zoneRows, now, {
            timezone: this.config.timezone,
            language: this.config.text.defaultLanguage,
          })
          return this.reminders.page(trx, page, actor)
        },
        { rows: page.length, transact }
      )
      addTo(counts.reminders, summary)
    }
  }
}
