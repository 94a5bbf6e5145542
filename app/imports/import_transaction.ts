import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { isPostgres, query } from '#storage/sql'
import { writeTransaction } from '#storage/write_transaction'

/** PostgreSQL's lock that import batches take in turn, so that none reads what another is about to write. */
const ADVISORY_LOCK = 715_263_401

/** PostgreSQL: a deadlock with a sweep, or a serialization failure. Nothing of the batch is written. */
const WORTH_REPEATING = ['40P01', '40001']

const TRIES = 5

/** One batch: committed, or rolled back at its end where nothing may change. */
export async function inImportTransaction<Result>(
  client: QueryClientContract,
  dryRun: boolean,
  work: (trx: QueryClientContract) => Promise<Result>
): Promise<Result> {
  for (let left = TRIES - 1; ; left--) {
    try {
      return await once(client, dryRun, work)
    } catch (error) {
      if (left === 0 || !WORTH_REPEATING.includes(error.code)) throw error
    }
  }
}

async function once<Result>(
  client: QueryClientContract,
  dryRun: boolean,
  work: (trx: QueryClientContract) => Promise<Result>
): Promise<Result> {
  try {
    return await writeTransaction(client, async (trx) => {
      if (isPostgres(trx))
        await query(trx, 'SELECT pg_advisory_xact_lock(:lock)', { lock: ADVISORY_LOCK })
      const result = await work(trx)
      if (dryRun) throw new RollBack(result)
      return result
    })
  } catch (error) {
    if (error instanceof RollBack) return error.result as Result
    throw error
  }
}

/** Carries the result of a dry run out of the transaction that it undoes. */
class RollBack {
  constructor(readonly result: unknown) {}
}
