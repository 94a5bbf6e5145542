import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { isPostgres, query } from '#storage/sql'
import { writeTransaction } from '#storage/write_transaction'

/** Any number that no other advisory lock of the application has. */
const RECONCILIATION_LOCK = 620_414

const DEADLOCK_DETECTED = '40P01'
const TRIES = 5

/**
 * A page of the reconciliation. PostgreSQL ends one of two transactions that wait
 * for each other, here a page and a sweep that write to the same messages: the
 * page has changed nothing then and starts again.
 */
export async function reconcileTransaction<Result>(
  client: QueryClientContract,
  work: (trx: TransactionClientContract) => Promise<Result>
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await writeTransaction(client, async (trx) => {
        await takeTurns(trx)
        return work(trx)
      })
    } catch (error) {
      if ((error as { code?: string }).code !== DEADLOCK_DETECTED || attempt === TRIES) throw error
    }
  }
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
