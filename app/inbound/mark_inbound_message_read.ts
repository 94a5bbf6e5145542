import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { INBOUND_COLUMNS, type StoredInboundMessage } from '#inbound/list_inbound_messages'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** Somebody has read a reply. Who read it first stays. */
@inject()
export class MarkInboundMessageRead {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** Null where there is no such reply. */
  async run({ id, actor }: { id: number; actor: string }): Promise<StoredInboundMessage | null> {
    const client = this.db.connection()
    await query(
      client,
      `UPDATE inbound_messages SET read_at = :now, read_by = :actor WHERE id = :id AND read_at IS NULL`,
      { id, actor, now: toSqlInstant(this.clock.now()) }
    )
    const [message = null] = await query<StoredInboundMessage>(
      client,
      `SELECT ${INBOUND_COLUMNS} FROM inbound_messages WHERE id = :id`,
      { id }
    )
    return message
  }
}
