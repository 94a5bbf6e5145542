import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { retryDeadlocks } from '#storage/retry_deadlocks'
import { isPostgres, query } from '#storage/sql'
import { writeTransaction } from '#storage/write_transaction'

/** Any number that no other advisory lock of the application has. */
const RECONCILIATION_LOCK = 620_414

/** A page of the reconciliation. */
export async function reconcileTransaction<Result>(
  client: QueryClientContract,
  work: (trx: TransactionClientContract) => Promise<Result>
): Promise<Result> {
  return retryDeadlocks(() =>
    writeTransaction(client, async (trx) => {
      await takeTurns(trx)
      return work(trx)
    })
  )
}

/**
 * Reconciliations of any process write one after the other until their commit:
 * each sees what the one before planned. SQLite has one writer anyway.
 */
export async function takeTurns(trx: TransactionClientContract): Promise<void> {
  if (isPostgres(trx)) await query(trx, `SELECT pg_advisory_xact_lock(${RECONCILIATION_LOCK})`)
}

/** The real path, and then nothing of it remains. */
export async function rehearse<Result>(
  client: QueryClientContract,
  work: (trx: TransactionClientContract) => Promise<Result>
): Promise<Result> {
  const rehearsal: { result?: Result } = {}
  const rollBack = new Error('a rehearsal is rolled back')
  await reconcileTransaction(client, async (trx) => {
    rehearsal.result = await work(trx)
    throw rollBack
  }).catch((error) => {
    if (error !== rollBack) throw error
  })
  return rehearsal.result as Result
}
