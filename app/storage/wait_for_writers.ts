type Callback = (this: unknown, error: { code?: string } | null, rows?: unknown) => void
type Ask = (sql: string, bindings: unknown[], callback: Callback) => void

/** The parts of a SQLite connection that knex uses. */
interface SqliteConnection {
  all: Ask
  run: Ask
}

export interface WriterPatience {
  /** Milliseconds that SQLite itself waits: its `busy_timeout`. */
  onceMs: number
  /** Milliseconds after which the statement fails. */
  totalMs: number
}

/**
 * Waits in short steps for another process that writes to the same file. SQLite waits in a thread,
 * and a process that is to end must wait for that thread. A statement that found the file busy was
 * not executed, so repeating it is safe.
 */
export function waitForWriters(
  connection: SqliteConnection,
  { onceMs, totalMs }: WriterPatience
): void {
  for (const method of ['all', 'run'] as const) {
    const ask = connection[method].bind(connection)
    connection[method] = (sql, bindings, callback) => {
      const until = performance.now() + totalMs
      const tryIt = () => {
        const askedAt = performance.now()
        ask(sql, bindings, function (error, rows) {
          const now = performance.now()
          /**
           * Rejected without a wait: the transaction has read outdated data, and waiting changes
           * nothing.
           */
          const hasWaited = now - askedAt > onceMs / 2
          if (error?.code === 'SQLITE_BUSY' && hasWaited && now < until) tryIt()
          else callback.call(this, error, rows)
        })
      }
      tryIt()
    }
  }
}
