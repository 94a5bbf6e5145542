import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { MessageStatuses, type MessageStatus } from '#models/message_status'
import { bindingsOf, ofThePerson, type Traces } from '#people/traces'
import { byId, idList, isPostgres, query } from '#storage/sql'

export interface MessageOfPerson {
  id: number
  message_type: string
  status: MessageStatus
  /** An instant of the database. */
  updated_at: string
  /** Epoch milliseconds. */
  lease_until: number | null
}

const COLUMNS = 'id, message_type, status, updated_at, lease_until'

/** Reads the table from end to end: an erasure is rare, and an index would cost every message. */
export async function messagesOf(
  client: QueryClientContract,
  traces: Traces
): Promise<MessageOfPerson[]> {
  return query(
    client,
    `SELECT ${COLUMNS} FROM sms_messages WHERE ${ofThePerson(client)} ORDER BY id`,
    bindingsOf(traces)
  )
}

/** Those of the ids that are there and in no worker's hand, held until the end of the transaction. */
export async function lockDeletable(
  trx: QueryClientContract,
  ids: number[]
): Promise<MessageOfPerson[]> {
  return query(
    trx,
    `SELECT ${COLUMNS} FROM sms_messages ${byId(trx)}
     WHERE id IN (${idList(trx)}) AND status <> 'sending'
     ORDER BY id ${isPostgres(trx) ? 'FOR UPDATE' : ''}`,
    { ids: JSON.stringify(ids) }
  )
}

export function isBeingSent({ status }: MessageOfPerson): boolean {
  return status === MessageStatuses.sending
}
