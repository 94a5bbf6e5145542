import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { query } from '#storage/sql'

export interface StoredInboundMessage {
  id: number
  /** An instant of the database, as all others here. */
  receivedAt: string
  /** E.164 */
  phoneNumber: string
  destination: string | null
  body: string
  keyword: 'stop' | 'start' | null
  effect: 'opted_out' | 'opted_in' | 'unchanged'
  readAt: string | null
  readBy: string | null
}

export const INBOUND_COLUMNS = `id, received_at AS "receivedAt", phone_number AS "phoneNumber", destination, body, keyword, effect,
  read_at AS "readAt", read_by AS "readBy"`

export interface InboundFilter {
  /** Only what a person still has to read: neither a keyword nor read. */
  unread?: boolean
  phoneNumber?: string
  /** The id of the last one before. */
  before?: number
  limit: number
}

/** A page of replies, the newest first. */
export async function listInboundMessages(
  client: QueryClientContract,
  { unread, phoneNumber, before, limit }: InboundFilter
): Promise<StoredInboundMessage[]> {
  return query(
    client,
    `SELECT ${INBOUND_COLUMNS} FROM inbound_messages
     WHERE 1 = 1
       ${before === undefined ? '' : 'AND id < :before'}
       ${phoneNumber === undefined ? '' : 'AND phone_number = :phone_number'}
       ${unread ? 'AND keyword IS NULL AND read_at IS NULL' : ''}
     ORDER BY id DESC LIMIT :limit`,
    { before: before ?? null, limit, phone_number: phoneNumber ?? null }
  )
}
