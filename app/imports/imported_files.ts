import { resolve } from 'node:path'
import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { toSqlInstant } from '#storage/instants'
import { insertRows, updateRows } from '#storage/write_rows'

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
    rejectedFile: string
  ): Promise<number> {
    const [{ id }] = await insertRows<Pick<Rows['imported_files'], 'id'>>(
      this.db.connection(),
      {
        into: 'imported_files',
        columns: 'imported_at, name, fingerprint, rejected_file, rejected_rows',
        rows: 'VALUES (:now, :name, :fingerprint, :rejected_file, 0)',
        returning: 'id',
      },
      {
        now: toSqlInstant(this.clock.now()),
        name,
        fingerprint,
        rejected_file: resolve(rejectedFile),
      }
    )
    return id
  }

  /** `rejectedFile`: null if no row was rejected. */
  async end(id: number, rejectedFile: string | null, rejectedRows: number): Promise<void> {
    await updateRows(
      this.db.connection(),
      {
        table: 'imported_files',
        set: 'rejected_file = :rejected_file, rejected_rows = :rejected_rows',
        where: 'id = :id',
      },
      { id, rejected_file: rejectedFile && resolve(rejectedFile), rejected_rows: rejectedRows }
    )
  }
}
