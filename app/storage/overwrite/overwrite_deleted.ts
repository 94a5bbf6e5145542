import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { isPostgres } from '#storage/dialect_of'
import { overwritePostgres } from './overwrite_postgres.js'
import { overwriteSqlite } from './overwrite_sqlite.js'
import type { Overwritten } from './overwritten.js'

/**
 * Bytes of a SQLite file, or of a PostgreSQL table with its indexes, up to which it is rewritten.
 * Writers wait meanwhile: a second or two at this size.
 */
const REWRITTEN_UP_TO_BYTES = 256 * 1024 * 1024

/**
 * Takes the bytes of deleted rows out of the database's files. A database only marks deleted rows;
 * their bytes stay until something else is written there.
 */
@inject()
export class OverwriteDeleted {
  constructor(
    private readonly db: Database,
    private readonly logger: Logger
  ) {}

  /** `tables`: those that rows were deleted from. `limit`: see `REWRITTEN_UP_TO_BYTES`. */
  async run(
    tables: readonly string[],
    { limit = REWRITTEN_UP_TO_BYTES }: { limit?: number } = {}
  ): Promise<Overwritten> {
    const client = this.db.connection()
    const overwritten = isPostgres(client)
      ? await overwritePostgres(client, tables, limit)
      : await overwriteSqlite(client, limit)
    this.logger.info(overwritten, 'deleted rows were overwritten')
    return overwritten
  }
}
