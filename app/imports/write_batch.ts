import { inject } from '@adonisjs/core'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { RestoreErasedOptOuts } from '#consents/restore_erased_opt_outs'
import { suppressOptedOut } from '#consents/suppress_opted_out'
import { countBatch, rowsOfChangedPatients, sortRows } from '#imports/count_batch'
import { withoutConflicts, type Conflict } from '#imports/identity_conflicts'
import type { ImportCounts } from '#imports/import_summary'
import type { Protection } from '#imports/protection'
import { ReconcileAfterImport } from '#imports/reconcile_after_import'
import { consentsOf, writeConsents, type ImportedFile } from '#imports/write_consents'
import { addressed, refusalsOf, writeProtections } from '#imports/write_protections'
import { findPatients, type PatientRecord } from '#registry/find_patients'
import { registerRows } from '#registry/register_rows'
import type { PatientRow } from '#registry/registered_row'
import type { WrittenPatients } from '#registry/write_patients'
import type { WrittenFacilities } from '#registry/write_facilities'
import { toSqlInstant } from '#storage/instants'

/** Accepted rows, and what protects somebody in rejected ones. */
export interface Batch {
  rows: PatientRow[]
  protections: Protection[]
}

export interface WrittenBatch {
  counts: ImportCounts
  /** Rows that made something new, and rows that changed something; the others changed nothing. */
  created: Set<PatientRow>
  updated: Set<PatientRow>
  /** The patients whom the rows name, by reference, as they are now. */
  patients: Map<string, PatientRecord>
  conflicts: Conflict[]
  /** What of rejected rows is in force, in words, by line. */
  taken: Map<number, string[]>
  /** Immunizations whose reminders have followed. */
  reconciled: Set<number>
  /** Rows that have moved their facility to another zone, and the ids of these facilities. */
  zoneRows: PatientRow[]
  rezonedIds: number[]
}

/** Does the work of one transaction of an import. */
@inject()
export class WriteBatch {
  constructor(
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly reminders: ReconcileAfterImport,
    private readonly erased: RestoreErasedOptOuts
  ) {}

  async run(
    trx: TransactionClientContract,
    batch: Batch,
    file: ImportedFile
  ): Promise<WrittenBatch> {
    const { replace } = file
    const now = toSqlInstant(this.clock.now())
    const known = await findPatients(trx, refsOf(batch))
    const { rows, conflicts } = withoutConflicts(batch.rows, known, { replace })
    const registered = await registerRows(trx, rows, {
      now,
      known,
      defaults: {
        timezone: this.config.timezone,
        language: this.config.text.defaultLanguage,
      },
      overDeath: replace,
    })
    const protections = addressed(
      [...batch.protections, ...conflicts.flatMap(({ protection }) => protection ?? [])],
      registered.patients.byRef
    )
    const sources = [...consentsOf(rows, known), ...refusalsOf(protections)]
    const phones = [...new Set(sources.map(({ phone }) => phone))]
    await this.erased.run(trx, phones, file.actor)
    const consents = await writeConsents(trx, sources, now, file)
    const inForce = await writeProtections(trx, protections, now)
    const messagesSuppressed = await suppressOptedOut(trx, consents.optedOut, {
      now,
      actor: file.actor,
    })

    const { facilities, patients, immunizations } = registered
    const reminders = await this.reminders.run(
      trx,
      {
        immunizationIds: [...immunizations.ids, ...inForce.immunizationIds],
        patientIds: [...changedPatientIds(rows, patients), ...inForce.patientIds],
        phones: [...consents.optedIn, ...consents.optedOut],
      },
      file.actor
    )
    const zoneRows = rowsThatRezone(rows, facilities, file)
    const written = {
      ...registered,
      rows,
      zoneRows,
      consents,
      messagesSuppressed,
      reminders: reminders.summary,
    }
    return {
      counts: countBatch(written),
      ...sortRows(written),
      patients: patients.byRef,
      conflicts,
      taken: inForce.taken,
      reconciled: reminders.immunizations,
      zoneRows,
      rezonedIds: zoneRows.map(({ facility }) => facilities.idByCode.get(facility)!),
    }
  }
}

function changedPatientIds(rows: PatientRow[], patients: WrittenPatients): number[] {
  const changed = rowsOfChangedPatients({ rows, patients })
  return changed.map(({ patientRef }) => patients.changed.get(patientRef)!)
}

function refsOf({ rows, protections }: Batch): string[] {
  return [...rows, ...protections].map(({ patientRef }) => patientRef).filter(Boolean)
}

/** One a facility and file: a rehearsal meets the former zone in every batch. */
function rowsThatRezone(
  rows: PatientRow[],
  { rezoned }: WrittenFacilities,
  file: ImportedFile
): PatientRow[] {
  const codes = new Set(rezoned.map(({ code }) => code)).difference(file.rezoned)
  const rowByCode = new Map<string, PatientRow>()
  for (const row of rows) {
    if (row.timezone && codes.has(row.facility) && !rowByCode.has(row.facility))
      rowByCode.set(row.facility, row)
  }
  return [...rowByCode.values()]
}
