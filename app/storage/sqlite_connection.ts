import type { Database as Handle } from 'sqlite3'

/**
 * A connection of its own to a SQLite file, for work that must not keep this process's other
 * connection waiting.
 */
export interface SqliteConnection {
  /** Returns false if the database is busy. */
  execute(sql: string): Promise<boolean>
  /** Returns null if the database is busy. */
  read<Row>(sql: string): Promise<Row[] | null>
  close(): Promise<void>
}

export async function openSqlite(file: string): Promise<SqliteConnection> {
  const { default: sqlite3 } = await import('sqlite3')
  const handle = await new Promise<Handle>((resolve, reject) => {
    const opened = new sqlite3.Database(file, sqlite3.OPEN_READWRITE, (error) =>
      error ? reject(error) : resolve(opened)
    )
  })
  const read = <Row>(sql: string) =>
    new Promise<Row[] | null>((resolve, reject) => {
      handle.all<Row>(sql, (error, rows) => {
        if (error && !isBusy(error)) reject(error)
        else resolve(error ? null : rows)
      })
    })
  await read('PRAGMA secure_delete = ON')
  return {
    read,
    execute: async (sql) => (await read(sql)) !== null,
    close: () => new Promise((resolve) => handle.close(() => resolve())),
  }
}

/** Another process is writing, or doing the same. */
function isBusy(error: Error): boolean {
  return ['SQLITE_BUSY', 'SQLITE_LOCKED'].includes((error as { code?: string }).code ?? '')
}
