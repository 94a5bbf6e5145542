import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'

export interface StoredInboundMessage {
  id: number
  /** An instant of the database, like all others here. */
  receivedAt: string
  /** E.164 */
  phoneNumber: string
  destination: string | null
  body: string
  keyword: 'stop' | 'start' | null
  effect: 'opted_out' | 'opted_in' | 'unchanged'
  /** Why a keyword had no effect, or what is doubtful about it. */
  reason: string | null
  /** When it was sent, as the operator says. */
  sentAt: string | null
  readAt: string | null
  readBy: string | null
}

export const INBOUND_COLUMNS = `id, received_at AS "receivedAt", phone_number AS "phoneNumber", destination, body, keyword, effect, reason,
  sent_at AS "sentAt",   read_at AS "readAt", read_by AS "readBy"`

export interface InboundFilter {
  /** Only what a person still has to read. */
  unread?: boolean
  phoneNumber?: string
  /** The id of the last reply on the previous page; null for the first page. */
  after: number | null
  /** The page size. */
  take: number
}

/** A page of replies, newest first. */
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
         ${unread ? `AND ${along('inbound_messages_unread')}` : ''}
       ORDER BY id DESC LIMIT :take`,
      { after, take, phone_number: phoneNumber ?? null }
    )
  }
}
