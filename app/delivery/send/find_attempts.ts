import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { dialectOf } from '#storage/dialect_of'
import { idList, query } from '#storage/sql'

/** An attempt as the database has it. */
export type StoredAttempt = Pick<Rows['sms_attempts'], 'id' | 'lease_token' | 'outcome'>

/**
 * The attempts with these ids, once no other transaction is writing to their messages. Two
 * statements: a statement that waited for a lock would not see rows committed while it waited.
 */
export async function findAttempts(
  trx: TransactionClientContract,
  attempts: { id: number; messageId: number }[]
): Promise<Map<number, StoredAttempt>> {
  const lock = dialectOf(trx).lock()
  await query(trx, `SELECT id FROM sms_messages WHERE id IN (${idList(trx)}) ORDER BY id ${lock}`, {
    ids: JSON.stringify(attempts.map(({ messageId }) => messageId)),
  })
  const found = await query<StoredAttempt>(
    trx,
    `SELECT id, lease_token, outcome FROM sms_attempts WHERE id IN (${idList(trx)})`,
    { ids: JSON.stringify(attempts.map(({ id }) => id)) }
  )
  return new Map(found.map((attempt) => [attempt.id, attempt]))
}
