import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { openSqlite, type SqliteConnection } from '#storage/sqlite_connection'
import { writeAheadLogOf } from '#storage/write_ahead_log'
import type { Overwritten } from './overwritten.js'

/** Milliseconds that a step waits for writers, and the last step for readers. */
const BUSY_MS = 2_000
const LONGEST_WAIT_MS = 10_000
const LOOK_AGAIN_MS = 200

/** The last step blocks writers while it waits for readers, so it waits for a moment at a time. */
const PATIENCE_MS = 20

/**
 * `secure_delete` has overwritten the deleted rows with zeros, but not the copies that remain when
 * rows are moved between pages. VACUUM writes the file anew, without them. The write-ahead log
 * still has the rows until it is truncated. Uses its own connection, so that nothing else in this
 * process waits.
 */
export async function overwriteSqlite(
  client: QueryClientContract,
  limit: number
): Promise<Overwritten> {
  const log = await writeAheadLogOf(client)
  if (!log) return { outcome: 'done', tooLarge: [] }
  const { file } = log
  const { size } = await stat(file)
  const isRewritten = size <= limit
  const tooLarge = isRewritten ? [] : [basename(file)]
  const connection = await openSqlite(file)
  try {
    await connection.execute(`PRAGMA busy_timeout = ${BUSY_MS}`)
    const isVacuumed = !isRewritten || (await connection.execute('VACUUM'))
    const isTruncated = await truncateLog(connection)
    return { outcome: isVacuumed && isTruncated ? 'done' : 'incomplete', tooLarge }
  } finally {
    await connection.close()
  }
}

async function truncateLog(connection: SqliteConnection): Promise<boolean> {
  await connection.execute('PRAGMA wal_checkpoint(PASSIVE)')
  await connection.execute(`PRAGMA busy_timeout = ${PATIENCE_MS}`)
  const deadline = performance.now() + LONGEST_WAIT_MS
  for (;;) {
    const rows = await connection.read<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)')
    if (rows?.[0]?.busy === 0) return true
    if (performance.now() > deadline) return false
    await delay(LOOK_AGAIN_MS)
  }
}
