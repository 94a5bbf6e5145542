import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { MessageStatuses, type MessageStatus } from '#messages/message_status'
import { bindingsOf, ofThePerson, type Traces } from './traces.js'
import { dialectOf } from '#storage/dialect_of'
import { byId, idList, query } from '#storage/sql'

export interface MessageOfPerson extends Pick<
  Rows['sms_messages'],
  'id' | 'message_type' | 'status' | 'updated_at' | 'lease_until'
> {
  status: MessageStatus
}

const COLUMNS = 'id, message_type, status, updated_at, lease_until'

/**
 * Along the indexes of patients and numbers.
 */
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

/** Which of the ids exist and are held by no worker; locked until the end of the transaction. */
export async function lockDeletable(
  trx: QueryClientContract,
  ids: number[]
): Promise<MessageOfPerson[]> {
  return query(
    trx,
    `SELECT ${COLUMNS} FROM sms_messages ${byId(trx)}
     WHERE id IN (${idList(trx)}) AND status <> 'sending'
     ORDER BY id ${dialectOf(trx).lock()}`,
    { ids: JSON.stringify(ids) }
  )
}

export function isBeingSent({ status }: MessageOfPerson): boolean {
  return status === MessageStatuses.sending
}
