import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { openSqlite } from '#storage/sqlite_connection'
import { WAL_KEPT_BYTES, writeAheadLogOf } from '#storage/write_ahead_log'

/**
 * Milliseconds after which a step gives up: the last step blocks writers while it waits for
 * readers.
 */
const PATIENCE_MS = 20

/**
 * Shrinks SQLite's write-ahead log after a long read has let it grow. Uses its own connection, so
 * that nothing else in this process waits for the copying. Gives up if the database is being read
 * or written; the next call tries again.
 */
@inject()
export class ShrinkWriteAheadLog {
  constructor(
    private readonly db: Database,
    private readonly logger: Logger
  ) {}

  /** Returns true if it shrank the log. */
  async run(): Promise<boolean> {
    const before = await writeAheadLogOf(this.db.connection())
    if (!before || before.bytes <= WAL_KEPT_BYTES) return false
    await checkpoint(before.file)
    const after = await writeAheadLogOf(this.db.connection())
    const isDone = after !== null && after.bytes <= WAL_KEPT_BYTES
    if (isDone) this.logger.info({ bytes: before.bytes }, 'the write-ahead log was emptied')
    return isDone
  }
}

/**
 * First the step that blocks nobody, so that little is left for the step that blocks writers.
 * Another process doing the same is not an error.
 */
async function checkpoint(file: string): Promise<void> {
  const connection = await openSqlite(file)
  try {
    await connection.execute(`PRAGMA busy_timeout = ${PATIENCE_MS}`)
    await connection.execute('PRAGMA wal_checkpoint(PASSIVE)')
    await connection.execute('PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    await connection.close()
  }
}
