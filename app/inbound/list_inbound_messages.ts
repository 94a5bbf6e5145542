import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
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
  /** The id of the last one of the page before; null for the first page. */
  after: number | null
  /** At most so many. */
  take: number
}

/** A page of replies, the newest first. */
@inject()
export class ListInboundMessages {
  constructor(private readonly db: Database) {}

  async run({ unread, phoneNumber, after, take }: InboundFilter): Promise<StoredInboundMessage[]> {
    return query(
      this.db.connection(),
      `SELECT ${INBOUND_COLUMNS} FROM inbound_messages
       WHERE 1 = 1
         ${after === null ? '' : 'AND id < :after'}
         ${phoneNumber === undefined ? '' : 'AND phone_number = :phone_number'}
         ${unread ? 'AND keyword IS NULL AND read_at IS NULL' : ''}
       ORDER BY id DESC LIMIT :take`,
      { after, take, phone_number: phoneNumber ?? null }
    )
  }
}
