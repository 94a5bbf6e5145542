import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { query } from '#storage/sql'
import { toUpload, UPLOAD_COLUMNS, type StoredUpload, type Upload } from './upload_row.js'

/** An import by the command line. */
export type CommandImport = Pick<
  Rows['imported_files'],
  | 'id'
  | 'name'
  | 'imported_at'
  | 'actor'
  | 'outcome'
  | 'row_count'
  | 'created_rows'
  | 'updated_rows'
  | 'unchanged_rows'
  | 'rejected_rows'
>

interface Page {
  /** The id of the last one on the previous page; null for the first. */
  after: number | null
  take: number
}

/** Imports and their progress, newest first. */
@inject()
export class FindUploads {
  constructor(private readonly db: Database) {}

  async byId(id: number): Promise<Upload | null> {
    const row = await this.stored(id)
    return row ? toUpload(row) : null
  }

  /** As it is in the database, for whoever reads its files. */
  async stored(id: number): Promise<StoredUpload | undefined> {
    const [row] = await query<StoredUpload>(
      this.db.connection(),
      `SELECT ${UPLOAD_COLUMNS} FROM import_uploads WHERE id = :id`,
      { id }
    )
    return row
  }

  async list({ after, take }: Page): Promise<Upload[]> {
    const rows = await query<StoredUpload>(
      this.db.connection(),
      `SELECT ${UPLOAD_COLUMNS} FROM import_uploads ${after === null ? '' : 'WHERE id < :after'}
       ORDER BY id DESC LIMIT :take`,
      { after, take }
    )
    return rows.map(toUpload)
  }

  listByCommand({ after, take }: Page): Promise<CommandImport[]> {
    return query<CommandImport>(
      this.db.connection(),
      `SELECT id, name, imported_at, actor, outcome, row_count, created_rows, updated_rows, unchanged_rows, rejected_rows
       FROM imported_files WHERE upload_id IS NULL ${after === null ? '' : 'AND id < :after'}
       ORDER BY id DESC LIMIT :take`,
      { after, take }
    )
  }
}
