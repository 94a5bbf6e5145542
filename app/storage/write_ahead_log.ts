import { stat } from 'node:fs/promises'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'

/** Bytes of SQLite's write-ahead log that stay on disk once its content is in the database file. */
export const WAL_KEPT_BYTES = 16 * 1024 * 1024

export interface WriteAheadLog {
  /** The database file. */
  file: string
  bytes: number
}

/** Null if there is none: PostgreSQL manages its own, and a database in memory has no log. */
export async function writeAheadLogOf(client: QueryClientContract): Promise<WriteAheadLog | null> {
  if (isPostgres(client)) return null
  const databases = await query<{ name: string; file: string }>(client, 'PRAGMA database_list')
  const file = databases.find(({ name }) => name === 'main')?.file
  if (!file) return null
  const bytes = await stat(`${file}-wal`).then(
    ({ size }) => size,
    () => 0
  )
  return { file, bytes }
}
