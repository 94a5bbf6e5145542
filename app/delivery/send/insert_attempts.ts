import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { IntendedBatch } from '#delivery/send/sending_message'
import { query, rowsOf } from '#storage/sql'

/** Writes down that these messages are about to be POSTed. Returns the id of the attempt by the id of its message. */
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
      started_at: now,
    }))
  )
  if (rows.length === 0) return new Map()
  const inserted = await query<{ id: number; message_id: number }>(trx, statement(trx), {
    rows: JSON.stringify(rows),
  })
  return new Map(inserted.map((row) => [row.message_id, row.id]))
}

const statement = (trx: TransactionClientContract) => `
  INSERT INTO sms_attempts (message_id, number, gateway, account, lease_token, started_at)
  SELECT message_id, number, gateway, account, token, started_at
  FROM ${rowsOf(trx, 'r', {
    message_id: 'integer',
    number: 'integer',
    gateway: 'text',
    account: 'text',
    token: 'text',
    started_at: 'instant',
  })}
  RETURNING id, message_id`
