import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { isPostgres } from '#storage/sql'

/**
 * A transaction that will write and reads first. (One that begins with a write
 * needs no more than `client.transaction`.) SQLite's plain BEGIN reads first and fails at
 * once, in spite of the busy timeout, when another process wrote in between; a
 * first statement that writes nothing takes the write lock and waits its turn.
 */
export async function writeTransaction<Result>(
  client: QueryClientContract,
  work: (trx: TransactionClientContract) => Promise<Result>
): Promise<Result> {
  return client.transaction(async (trx) => {
    if (!isPostgres(trx)) await trx.rawQuery('UPDATE gateway_accounts SET name = name WHERE 1 = 0')
    return work(trx)
  })
}
