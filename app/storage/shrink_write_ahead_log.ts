import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { Database as Connection } from 'sqlite3'
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

/** First the step that blocks nobody, so that little is left for the step that blocks writers. */
async function checkpoint(file: string): Promise<void> {
  const connection = await open(file)
  try {
    await execute(connection, `PRAGMA busy_timeout = ${PATIENCE_MS}`)
    await execute(connection, 'PRAGMA wal_checkpoint(PASSIVE)')
    await execute(connection, 'PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    await new Promise((resolve) => connection.close(resolve))
  }
}

async function open(file: string): Promise<Connection> {
  const { default: sqlite3 } = await import('sqlite3')
  return new Promise((resolve, reject) => {
    const connection = new sqlite3.Database(file, sqlite3.OPEN_READWRITE, (error) =>
      error ? reject(error) : resolve(connection)
    )
  })
}

/** Another process doing the same is not an error. */
async function execute(connection: Connection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.exec(sql, (error) => {
      const isBusy = (error as { code?: string } | null)?.code === 'SQLITE_BUSY'
      if (error && !isBusy) reject(error)
      else resolve()
    })
  })
}
