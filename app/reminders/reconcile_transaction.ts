import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { dialectOf } from '#storage/dialect_of'
import { query } from '#storage/sql'
import { transaction, type TransactionOptions } from '#storage/transaction'

/** Any number not used by another advisory lock of the application. */
const RECONCILIATION_LOCK = 620_414

/** A page of the reconciliation. */
export async function reconcileTransaction<Result>(
  client: QueryClientContract,
  work: (trx: TransactionClientContract) => Promise<Result>,
  { onReleased }: Pick<TransactionOptions, 'onReleased'> = {}
): Promise<Result> {
  return transaction(client, work, { readsFirst: true, lock: takeTurns, onReleased })
}

/**
 * Writing reconciliations of all processes run one after the other until their commit: each sees
 * what the previous one planned. SQLite has one writer anyway.
 */
export async function takeTurns(trx: TransactionClientContract): Promise<void> {
  const turn = dialectOf(trx).takeTurn(RECONCILIATION_LOCK)
  if (turn) await query(trx, turn)
}

/** Takes the real path, then rolls everything back. */
export async function rehearse<Result>(
  client: QueryClientContract,
  work: (trx: TransactionClientContract) => Promise<Result>,
  options: Pick<TransactionOptions, 'onReleased'> = {}
): Promise<Result> {
  const rehearsal: { result?: Result } = {}
  const rollBack = new Error('a rehearsal is rolled back')
  const rehearsed = async (trx: TransactionClientContract) => {
    rehearsal.result = await work(trx)
    throw rollBack
  }
  await reconcileTransaction(client, rehearsed, options).catch((error) => {
    if (error !== rollBack) throw error
  })
  return rehearsal.result as Result
}
