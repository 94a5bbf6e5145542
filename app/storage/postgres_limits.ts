import { ASK_FOR_ENCODING, faultOfEncoding, type Answers } from '#storage/database_encoding'
import { closeWhenSilent, type PgConnection } from '#storage/silent_server'

/** Milliseconds to connect, including the login. */
const CONNECT_MS = 10_000

/** Milliseconds without a packet before a keep-alive is sent. */
const KEEP_ALIVE_AFTER_MS = 10_000

/**
 * Milliseconds that PostgreSQL gets to report a timed-out statement itself before the connection is
 * closed.
 */
const ANSWER_MARGIN_MS = 2_000

/** Milliseconds that a request waits for a free connection if statements are not limited. */
const LONGEST_WAIT_MS = 60_000

/** The idle time allowed in a transaction, as a multiple of the statement limit: it holds locks. */
const IDLE_FACTOR = 2

type Done = (error: Error | null) => void

/**
 * Limits every wait on PostgreSQL: for a statement, a connection, a lock, or a place in the pool.
 * With `statementTimeoutMs` 0, statements have no limit, as in migrations.
 */
export function postgresLimits(statementTimeoutMs: number) {
  const isLimited = statementTimeoutMs > 0
  const answerMs = statementTimeoutMs + ANSWER_MARGIN_MS
  return {
    connection: {
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    },
    pool: {
      createTimeoutMillis: CONNECT_MS + ANSWER_MARGIN_MS,
      acquireTimeoutMillis: isLimited ? answerMs : LONGEST_WAIT_MS,
      afterCreate(connection: PgConnection, done: Done) {
        if (isLimited) closeWhenSilent(connection, answerMs)
        connection.query(
          `SET TIME ZONE 'UTC'; SET statement_timeout = ${statementTimeoutMs};
           SET idle_in_transaction_session_timeout = ${statementTimeoutMs * IDLE_FACTOR};
           ${ASK_FOR_ENCODING}`,
          (error: Error | null, answers: Answers) => {
            const fault = error ?? faultOfEncoding(answers)
            /** Knex would leave it open, and this process would not end. */
            if (fault) connection.end()
            done(fault)
          }
        )
      },
    },
  }
}
