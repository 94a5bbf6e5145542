import { resolve } from 'node:path'
import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { toSqlInstant } from '#storage/instants'
import { insertRows, updateRows } from '#storage/write_rows'

/** How an import has ended; every row is in one of the counts. */
export interface ImportResult {
  outcome: 'done' | 'stopped' | 'failed'
  rows: number
  created: number
  updated: number
  unchanged: number
  rejected: number
}

/**
 * Remembers which files were imported and where their rejected rows are, so that an erasure reaches
 * those rows (app/erasure). Recorded before the first row is rejected, so that the file of a killed
 * import is known as well.
 */
@inject()
export class ImportedFiles {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** Returns the id for `end`. */
  async begin(
    { name, fingerprint }: { name: string; fingerprint: string },
    rejectedFile: string,
    { actor = 'application', uploadId }: { actor?: string; uploadId?: number }
  ): Promise<number> {
    const [{ id }] = await insertRows<Pick<Rows['imported_files'], 'id'>>(
      this.db.connection(),
      {
        into: 'imported_files',
        columns: 'imported_at, name, fingerprint, rejected_file, rejected_rows, actor, upload_id',
        rows: 'VALUES (:now, :name, :fingerprint, :rejected_file, 0, :actor, :upload_id)',
        returning: 'id',
      },
      {
        now: toSqlInstant(this.clock.now()),
        name,
        fingerprint,
        rejected_file: resolve(rejectedFile),
        actor,
        upload_id: uploadId ?? null,
      }
    )
    return id
  }

  /** `rejectedFile`: null if no row was rejected. */
  async end(id: number, rejectedFile: string | null, result: ImportResult): Promise<void> {
    const { outcome, rows, created, updated, unchanged, rejected } = result
    await updateRows(
      this.db.connection(),
      {
        table: 'imported_files',
        set: `rejected_file = :rejected_file, rejected_rows = :rejected, outcome = :outcome, row_count = :rows,
          created_rows = :created, updated_rows = :updated, unchanged_rows = :unchanged, ended_at = :now`,
        where: 'id = :id',
      },
      {
        id,
        rejected_file: rejectedFile && resolve(rejectedFile),
        outcome,
        rows,
        created,
        updated,
        unchanged,
        rejected,
        now: toSqlInstant(this.clock.now()),
      }
    )
  }
}
