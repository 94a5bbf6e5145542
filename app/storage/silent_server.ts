/**
 * A statement was not answered in time and its connection was closed: whether it was executed is
 * not known.
 */
export class AnswerOverdue extends Error {
  /** The code of a lost connection, which it now is. */
  readonly code = 'ETIMEDOUT'

  constructor(afterMs: number) {
    super(`The database did not answer within ${afterMs} ms: the connection was closed.`)
  }
}

/** The parts of a node-postgres connection that are used. */
export interface PgConnection {
  query(...args: any[]): any
  end(): unknown
  connection: { stream: { destroy(error: Error): void } }
}

type Callback = (...answer: unknown[]) => void

/**
 * Closes a connection if a statement is not answered in time. A server that hangs, or a network
 * that drops packets, never enforces PostgreSQL's own limits. node-postgres has `query_timeout`,
 * but keeps the connection, where the next statement would wait behind the abandoned one.
 */
export function closeWhenSilent(connection: PgConnection, afterMs: number): void {
  const ask = connection.query.bind(connection)
  connection.query = (...args: unknown[]) => {
    const callback = args.at(-1)
    if (typeof callback !== 'function') return ask(...args)
    let isWaiting = true
    const close = () => {
      if (isWaiting) connection.connection.stream.destroy(new AnswerOverdue(afterMs))
    }
    /** A process that was suspended first reads what has already arrived. */
    const timer = setTimeout(() => setImmediate(close), afterMs)
    const answered: Callback = (...answer) => {
      isWaiting = false
      clearTimeout(timer)
      callback(...answer)
    }
    return ask(...args.slice(0, -1), answered)
  }
}
