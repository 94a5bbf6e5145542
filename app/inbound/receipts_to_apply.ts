import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { dialectOf } from '#storage/dialect_of'
import { query, textList, type Bindings } from '#storage/sql'

/** Receipts taken in one transaction, at most. */
export const MOST_RECEIPTS = 500

/** A receipt whose effect is still to come. Instants of the database. */
export interface PendingReceipt extends Pick<
  Rows['sms_webhook_logs'],
  | 'id'
  | 'provider_message_id'
  | 'provider_status'
  | 'phone_number'
  | 'address'
  | 'received_at'
  | 'looks'
> {
  provider_status: string
  /** How often its message was looked for in vain. */
  looks: number
}

/** New receipts; receipts whose next lookup is due; or waiting receipts for these ids. */
export type ReceiptQueue = 'received' | 'waiting' | { waitingFor: string[] }

/**
 * Takes a page, skipping receipts that another process has in hand. The same transaction settles or
 * defers each of them.
 */
export async function takeReceipts(
  trx: TransactionClientContract,
  queue: ReceiptQueue,
  { now, limit }: { now: string; limit: number }
): Promise<PendingReceipt[]> {
  const { where, bindings } = conditionOf(queue, trx, now)
  return query(
    trx,
    `SELECT id, provider_message_id, provider_status, phone_number, address, received_at, looks
     FROM sms_webhook_logs WHERE ${where} LIMIT ${limit} ${dialectOf(trx).lock({ skipLocked: true })}`,
    bindings
  )
}

/** Usually there are none, and a read blocks no writer. */
export async function isAnyToApply(
  client: QueryClientContract,
  queue: ReceiptQueue,
  now: string
): Promise<boolean> {
  const { where, bindings } = conditionOf(queue, client, now)
  const sql = `SELECT id FROM sms_webhook_logs WHERE ${where} LIMIT 1`
  const found = await query(client, sql, bindings)
  return found.length > 0
}

/** Whether any receipt waits for one of these ids. */
export async function isWaitedFor(client: QueryClientContract, ids: string[]): Promise<boolean> {
  const waiting = await query(
    client,
    `SELECT id FROM sms_webhook_logs WHERE ${waitsForOneOf(client)} LIMIT 1`,
    { ids: JSON.stringify(ids) }
  )
  return waiting.length > 0
}

/** As in the partial indexes of sms_webhook_logs. Only receipts wait. */
function conditionOf(
  queue: ReceiptQueue,
  trx: QueryClientContract,
  now: string
): { where: string; bindings: Bindings } {
  if (queue === 'received') {
    return { where: `state = 'received' AND kind = 'delivery_receipt' ORDER BY id`, bindings: {} }
  }
  if (queue === 'waiting') {
    const where = `state = 'waiting' AND look_again_at <= :now ORDER BY look_again_at, id`
    return { where, bindings: { now } }
  }
  const bindings = { ids: JSON.stringify(queue.waitingFor) }
  return { where: `${waitsForOneOf(trx)} ORDER BY id`, bindings }
}

const waitsForOneOf = (client: QueryClientContract) =>
  `state = 'waiting' AND provider_message_id IN (${textList(client, 'ids')})`
