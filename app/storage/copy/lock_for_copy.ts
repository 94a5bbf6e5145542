import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { CopyRefused } from '#storage/copy/errors'
import type { Table } from '#storage/copy/read_schema'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'

/** Of PostgreSQL: a lock was not to be had in time. */
const LOCK_NOT_AVAILABLE = '55P03'

/**
 * Keeps all others from writing until the transaction ends; on SQLite, a transaction that
 * `readsFirst` does so already. @throws CopyRefused if somebody is writing
 */
export async function lockForCopy(
  trx: TransactionClientContract,
  tables: readonly Table[]
): Promise<void> {
  if (!isPostgres(trx)) return
  await query(trx, `SET LOCAL lock_timeout = '10s'`)
  /** It is idle while the target writes. */
  await query(trx, 'SET LOCAL idle_in_transaction_session_timeout = 0')
  try {
    await query(trx, `LOCK TABLE ${tables.map(({ name }) => name).join(', ')} IN SHARE MODE`)
  } catch (error) {
    if (error.code !== LOCK_NOT_AVAILABLE) throw error
    throw new CopyRefused('Another process is writing to the source: stop all processes of Rappel')
  }
}
