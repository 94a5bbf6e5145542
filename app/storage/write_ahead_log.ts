import { stat } from 'node:fs/promises'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { databaseFileOf } from '#storage/database_file'

/** Bytes of SQLite's write-ahead log that stay on disk once its content is in the database file. */
export const WAL_KEPT_BYTES = 16 * 1024 * 1024

export interface WriteAheadLog {
  /** The database file. */
  file: string
  bytes: number
}

/** Null if there is none: PostgreSQL manages its own, and a database in memory has no log. */
export async function writeAheadLogOf(client: QueryClientContract): Promise<WriteAheadLog | null> {
  const file = await databaseFileOf(client)
  if (!file) return null
  const bytes = await stat(`${file}-wal`).then(
    ({ size }) => size,
    () => 0
  )
  return { file, bytes }
}
