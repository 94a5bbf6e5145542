import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { IntendedBatch } from '#delivery/message_in_hand'
import type { Insertion } from '#storage/dialects/dialect'
import { dialectOf } from '#storage/dialect_of'
import { rowsOf } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

/** Records that these messages are about to be POSTed. Returns attempt ids by message id. */
export async function insertAttempts(
  trx: TransactionClientContract,
  batches: IntendedBatch[],
  numbers: Map<number, number>,
  now: string
): Promise<Map<number, number>> {
  const rows = batches.flatMap(({ messages, lease, account }) =>
    messages.map(({ id }) => ({
      message_id: id,
      number: numbers.get(id),
      gateway: account.gateway,
      account: account.name,
      token: lease.token,
    }))
  )
  if (rows.length === 0) return new Map()
  const inserted = await insertRows<Pick<Rows['sms_attempts'], 'id' | 'message_id'>>(
    trx,
    begun(trx),
    { rows: JSON.stringify(rows), now }
  )
  return new Map(inserted.map((row) => [row.message_id, row.id]))
}

const begun = (trx: TransactionClientContract): Insertion => {
  const attempts = rowsOf(trx, 'r', {
    message_id: 'integer',
    number: 'integer',
    gateway: 'text',
    account: 'text',
    token: 'text',
  })
  const now = dialectOf(trx).typed('now', 'instant')
  return {
    into: 'sms_attempts',
    columns: 'message_id, number, gateway, account, lease_token, started_at',
    rows: `SELECT message_id, number, gateway, account, token, ${now} FROM ${attempts}`,
    returning: 'id, message_id',
  }
}
