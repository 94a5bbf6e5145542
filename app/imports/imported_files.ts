import { resolve } from 'node:path'
import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/**
 * Remembers which files were read and where their rejected rows are: whoever is
 * erased is erased there, too (app/people). Written down before the first row is
 * rejected, so that the file of an import that was killed is known as well.
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
    const [{ id }] = await query<{ id: number }>(
      this.db.connection(),
      `INSERT INTO imported_files (imported_at, name, fingerprint, rejected_file, rejected_rows)
       VALUES (:now, :name, :fingerprint, :rejected_file, 0)
       RETURNING id`,
      {
        now: toSqlInstant(this.clock.now()),
        name,
        fingerprint,
        rejected_file: resolve(rejectedFile),
      }
    )
    return id
  }

  /** `rejectedFile`: null where no row was rejected. */
  async end(id: number, rejectedFile: string | null, rejectedRows: number): Promise<void> {
    await query(
      this.db.connection(),
      `UPDATE imported_files SET rejected_file = :rejected_file, rejected_rows = :rejected_rows WHERE id = :id`,
      { id, rejected_file: rejectedFile && resolve(rejectedFile), rejected_rows: rejectedRows }
    )
  }
}
