import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { RestoreErasedOptOuts } from '#consents/restore_erased_opt_outs'
import { suppressOptedOut } from '#consents/suppress_opted_out'
import type { ImportCounts } from '#imports/import_summary'
import type { PatientRow } from '#imports/patient_row'
import { ReconcileAfterImport } from '#imports/reconcile_after_import'
import { IMPORT } from '#imports/upsert_consents'
import { writeConsents, type ImportedFile } from '#imports/write_consents'
import { writeFacilities } from '#imports/write_facilities'
import { writeImmunizations } from '#imports/write_immunizations'
import { writePatients } from '#imports/write_patients'
import { reconcileTransaction, rehearse } from '#reminders/reconcile_transaction'
import { toSqlInstant } from '#storage/instants'
import { renewStatistics } from '#storage/renew_statistics'

/** What a batch writes to, and its reminders are joined from. */
const GROWING = ['facilities', 'patients', 'immunizations', 'sms_messages', 'sms_consents']

/**
 * Writes a batch of accepted rows, and the reminders that follow from them, in
 * one transaction: all of it or nothing. Rows that say what is stored already
 * write nothing at all. Batches and reconciliations write one after the other,
 * whichever process they run in.
 */
@inject()
export class ImportBatch {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly reminders: ReconcileAfterImport,
    private readonly erased: RestoreErasedOptOuts
  ) {}

  async run(rows: PatientRow[], file: ImportedFile, dryRun: boolean): Promise<ImportCounts> {
    const client = this.db.connection()
    const transact = dryRun ? rehearse : reconcileTransaction
    if (!dryRun) await renewStatistics(client, GROWING)
    return transact(client, (trx) => this.#write(trx, rows, file))
  }

  async #write(
    trx: QueryClientContract,
    rows: PatientRow[],
    file: ImportedFile
  ): Promise<ImportCounts> {
    const now = toSqlInstant(this.clock.now())
    const facilities = await writeFacilities(trx, rows, now, {
      timezone: this.config.timezone,
      language: this.config.text.defaultLanguage,
    })
    const patients = await writePatients(trx, rows, now, facilities.idByCode)
    const immunizations = await writeImmunizations(trx, rows, now, patients.idByRef)
    await this.erased.run(trx, phonesWithConsent(rows), IMPORT)
    const consents = await writeConsents(trx, rows, now, file)
    const messagesSuppressed = await suppressOptedOut(trx, consents.optedOut, {
      now,
      actor: IMPORT,
    })

    const rezoned = new Set(facilities.rezoned.map(({ code }) => code))
    const zoneRows = rows.filter(
      ({ firstOfZone, facility }) => firstOfZone && rezoned.has(facility)
    )
    const patientRows = rows.filter(
      ({ firstOfPatient, patientRef }) => firstOfPatient && patients.changed.has(patientRef)
    )
    const updated = new Set([
      ...immunizations.updated,
      ...consents.rows,
      ...zoneRows,
      ...patientRows,
    ]).difference(immunizations.created)

    const reminders = await this.reminders.run(trx, {
      immunizationIds: immunizations.ids,
      patientIds: patientRows.map(({ patientRef }) => patients.changed.get(patientRef)!),
      phones: [...consents.optedIn, ...consents.optedOut],
      facilityIds: zoneRows.map(({ facility }) => facilities.idByCode.get(facility)!),
    })
    return {
      created: immunizations.created.size,
      updated: updated.size,
      unchanged: rows.length - immunizations.created.size - updated.size,
      visitsKept: immunizations.visitsKept,
      consents: {
        optedIn: consents.optedIn.length,
        optedOut: consents.optedOut.length,
        kept: consents.kept,
      },
      messagesSuppressed,
      reminders,
    }
  }
}

function phonesWithConsent(rows: PatientRow[]): string[] {
  return [...new Set(rows.flatMap(({ phone, consent }) => (phone && consent ? [phone] : [])))]
}
