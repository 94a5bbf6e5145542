import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'
import { writeAheadLogOf } from '#storage/write_ahead_log'

/**
 * The files in which the database keeps its rows, with their bytes: the SQLite file, its
 * write-ahead log and its shared memory; the files of the database of PostgreSQL, not its
 * write-ahead log.
 */
async function databaseFiles(): Promise<string[]> {
  const client = db.connection()
  if (!isPostgres(client)) {
    const { file } = (await writeAheadLogOf(client))!
    return [file, `${file}-wal`, `${file}-shm`]
  }
  await query(client, 'CHECKPOINT')
  const [{ folder, oid }] = await query<{ folder: string; oid: number }>(
    client,
    `SELECT current_setting('data_directory') AS folder, CAST(oid AS int) AS oid
     FROM pg_database WHERE datname = current_database()`
  )
  const base = join(folder, 'base', String(oid))
  return (await readdir(base)).map((name) => join(base, name))
}

/** Which of the texts stand somewhere in the bytes of the database's files, as `file: text`. */
export async function whereInBytes(texts: string[]): Promise<string[]> {
  const found: string[] = []
  for (const file of await databaseFiles()) {
    const bytes = await readFile(file).catch(() => Buffer.alloc(0))
    for (const text of texts) if (bytes.includes(text)) found.push(`${file}: ${text}`)
  }
  return found
}
