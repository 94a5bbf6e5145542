import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { PendingReceipt } from '#inbound/receipts_to_apply'
import type { MessageStatus } from '#messages/message_status'
import { dialectOf } from '#storage/dialect_of'
import { query, textList } from '#storage/sql'

/** A message that receipts speak of. */
export interface ReceiptMessage extends Pick<
  Rows['sms_messages'],
  'id' | 'message_type' | 'status' | 'phone_number' | 'receipt_rank' | 'edited_attempt_count'
> {
  status: MessageStatus
}

/** The message of an id, and whether the id is of an attempt before the last. */
export interface MatchedMessage {
  message: ReceiptMessage
  former: boolean
}

const COLUMNS =
  'm.id, m.message_type, m.status, m.phone_number, m.receipt_rank, m.edited_attempt_count'

/**
 * The messages by the operator's ids of a page, locked until its end so that decisions about them
 * hold.
 */
export async function findMessagesById(
  trx: TransactionClientContract,
  receipts: PendingReceipt[]
): Promise<Map<string, MatchedMessage>> {
  const ids = [...new Set(receipts.flatMap((receipt) => receipt.provider_message_id ?? []))]
  const bindings = { ids: JSON.stringify(ids) }
  const lock = dialectOf(trx).lock({ of: 'm' })
  const current = await query<ReceiptMessage & { provider_message_id: string }>(
    trx,
    `SELECT ${COLUMNS}, m.provider_message_id FROM sms_messages m
     WHERE m.provider_message_id IS NOT NULL AND m.provider_message_id IN (${textList(trx, 'ids')})
     ORDER BY m.id ${lock}`,
    bindings
  )
  const former = await query<ReceiptMessage & { provider_message_id: string }>(
    trx,
    `SELECT ${COLUMNS}, f.provider_message_id FROM sms_former_ids f JOIN sms_messages m ON m.id = f.message_id
     WHERE f.provider_message_id IN (${textList(trx, 'ids')}) ORDER BY m.id ${lock}`,
    bindings
  )
  const found = new Map<string, MatchedMessage>()
  for (const message of former) found.set(message.provider_message_id, { message, former: true })
  for (const message of current) found.set(message.provider_message_id, { message, former: false })
  return found
}
