import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Clock } from '#app/clock'
import { CommitNotConfirmed } from '#storage/commit_errors'
import { transaction } from '#storage/transaction'

/** Milliseconds between two checks while the database does not answer. */
const LOOK_AGAIN_AFTER_MS = 500

export interface Confirmation<Result> {
  clock: Clock
  /** Milliseconds after which the answer is no longer useful. */
  leftMs(): number
  /**
   * Whether the result of `work` is in the database. Starts by locking the rows it wrote: the
   * server may still be executing the unconfirmed COMMIT, and the lock waits for its end.
   */
  isStored(trx: TransactionClientContract, result: Result): Promise<boolean>
}

/**
 * A transaction before something that cannot be undone. If the COMMIT was not confirmed, it checks
 * over another connection until the result is known.
 *
 * @throws CommitNotConfirmed if nothing is stored, or if that could not be determined in time
 */
export async function confirmedTransaction<Result>(
  client: QueryClientContract,
  work: (trx: TransactionClientContract) => Promise<Result>,
  { clock, leftMs, isStored }: Confirmation<Result>
): Promise<Result> {
  let written: { result: Result } | undefined
  try {
    return await transaction(client, async (trx) => {
      const result = await work(trx)
      written = { result }
      return result
    })
  } catch (error) {
    if (!(error instanceof CommitNotConfirmed) || !written) throw error
    const { result } = written
    for (;;) {
      try {
        const look = (trx: TransactionClientContract) => isStored(trx, result)
        if (await transaction(client, look, { readsFirst: true })) return result
        throw error
      } catch (fault) {
        if (fault === error || leftMs() <= LOOK_AGAIN_AFTER_MS) throw error
        await clock.sleep(LOOK_AGAIN_AFTER_MS)
      }
    }
  }
}
