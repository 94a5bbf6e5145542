import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { CommitNotConfirmed, CommitRefused, isCommitUncertain } from '#storage/commit_errors'
import { retryDeadlocks } from '#storage/retry_deadlocks'
import { isPostgres } from '#storage/dialect_of'

export interface TransactionOptions {
  /**
   * The transaction reads before it writes. After a plain BEGIN, SQLite would fail at once, despite
   * the busy timeout, if another process wrote in between. A first write that changes nothing
   * avoids this: it waits for its turn.
   */
  readsFirst?: boolean
  /** Takes the locks that the work needs first. Waiting for them blocks nobody else. */
  lock?: (trx: TransactionClientContract) => Promise<void>
  /** Called at the end with the milliseconds for which the transaction blocked others. */
  onReleased?: (heldMs: number) => void
}

/**
 * The only way to open a transaction (lint enforces it). Resolves once the database has confirmed
 * the COMMIT, and rejects otherwise. `work` runs again after a deadlock, so its only effects must
 * be on the database.
 *
 * Lucid's own `client.transaction()` resolves even if the COMMIT failed: see
 * docs/upstream/lucid_commit_error.md.
 *
 * @throws CommitRefused if the database answered a COMMIT with a rollback
 * @throws CommitNotConfirmed if the connection was lost during the COMMIT: the change may or may
 * not be stored
 */
export async function transaction<Result>(
  client: QueryClientContract,
  work: (trx: TransactionClientContract) => Promise<Result>,
  { readsFirst = false, lock, onReleased }: TransactionOptions = {}
): Promise<Result> {
  return retryDeadlocks(async () => {
    const trx = await client.transaction()
    let result: Result
    let lockedAt = performance.now()
    try {
      if (readsFirst && !isPostgres(trx)) await trx.rawQuery(TAKE_WRITE_LOCK)
      await lock?.(trx)
      lockedAt = performance.now()
      result = await work(trx)
    } catch (error) {
      await rollBack(trx)
      onReleased?.(performance.now() - lockedAt)
      throw error
    }
    await commit(trx)
    onReleased?.(performance.now() - lockedAt)
    return result
  })
}

const TAKE_WRITE_LOCK = 'UPDATE gateway_accounts SET name = name WHERE 1 = 0'

/** Properties of a knex transaction that its types omit. */
interface KnexTransaction {
  client: { acquireConnection(): Promise<{ __knex__disposed?: unknown }> }
  /**
   * Settles with the COMMIT or ROLLBACK; the only place where knex reports that a COMMIT failed.
   */
  executionPromise: Promise<unknown>
  /** Always resolves. PostgreSQL's answer names the command that it executed. */
  commit(): Promise<{ response?: { command?: string } } | undefined>
  on(event: 'query-error', listener: (error: unknown) => void): void
}

async function commit(trx: TransactionClientContract): Promise<void> {
  const knexTrx = trx.knexClient as unknown as KnexTransaction
  const connection = await knexTrx.client.acquireConnection()
  /**
   * After a failed COMMIT, SQLite's transaction is still open: the pool must not reuse this
   * connection.
   */
  knexTrx.on('query-error', (error) => (connection.__knex__disposed = error))
  try {
    const [answer] = await Promise.all([knexTrx.commit(), knexTrx.executionPromise])
    if (answer?.response?.command === 'ROLLBACK') throw new CommitRefused()
  } catch (error) {
    throw isCommitUncertain(error) ? new CommitNotConfirmed(error) : error
  }
}

/** The caller must get the original error. A connection that cannot roll back is not used again. */
async function rollBack(trx: TransactionClientContract): Promise<void> {
  const knexTrx = trx.knexClient as unknown as KnexTransaction
  const connection = await knexTrx.client.acquireConnection()
  knexTrx.executionPromise.catch((error) => {
    connection.__knex__disposed ??= error ?? 'ROLLBACK was not answered'
  })
  await trx.rollback().catch(() => undefined)
}
