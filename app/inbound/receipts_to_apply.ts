import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { isPostgres, query } from '#storage/sql'

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

/** New ones, or those that waited for their message long enough to look again. */
export type ReceiptQueue = 'received' | 'waiting'

/** Takes a page; receipts that another process has in hand are passed over. Each is settled, or put off, in the same transaction. */
export async function takeReceipts(
  trx: TransactionClientContract,
  queue: ReceiptQueue,
  now: string
): Promise<PendingReceipt[]> {
  return query(
    trx,
    `SELECT id, provider_message_id, provider_status, phone_number, received_at, looks
     FROM sms_webhook_logs WHERE ${QUEUES[queue]} LIMIT ${PAGE} ${isPostgres(trx) ? 'FOR UPDATE SKIP LOCKED' : ''}`,
    queue === 'waiting' ? { now } : {}
  )
}

/** As the indexes sms_webhook_logs_received and sms_webhook_logs_waiting have them. Only receipts wait. */
const QUEUES: Record<ReceiptQueue, string> = {
  received: `state = 'received' AND kind = 'delivery_receipt' ORDER BY id`,
  waiting: `state = 'waiting' AND look_again_at <= :now ORDER BY look_again_at, id`,
}
