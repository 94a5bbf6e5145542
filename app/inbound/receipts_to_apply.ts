import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { isPostgres, query, textList, type Bindings } from '#storage/sql'

/** Receipts taken in one transaction. */
const PAGE = 500

/** A receipt whose effect is still to come. Instants of the database. */
export interface PendingReceipt {
  id: number
  provider_message_id: string | null
  provider_status: string
  phone_number: string | null
  received_at: string
  /** How often its message was looked for in vain. */
  looks: number
}

/** New ones; those that waited for their message long enough to look again; or, of those that wait, the ones for these ids. */
export type ReceiptQueue = 'received' | 'waiting' | { waitingFor: string[] }

/** Takes a page; receipts that another process has in hand are passed over. Each is settled, or put off, in the same transaction. */
export async function takeReceipts(
  trx: TransactionClientContract,
  queue: ReceiptQueue,
  now: string
): Promise<PendingReceipt[]> {
  const { where, bindings } = conditionOf(queue, trx, now)
  return query(
    trx,
    `SELECT id, provider_message_id, provider_status, phone_number, received_at, looks
     FROM sms_webhook_logs WHERE ${where} LIMIT ${PAGE} ${isPostgres(trx) ? 'FOR UPDATE SKIP LOCKED' : ''}`,
    bindings
  )
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

/** As the partial indexes of sms_webhook_logs have them. Only receipts wait. */
function conditionOf(
  queue: ReceiptQueue,
  trx: TransactionClientContract,
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
