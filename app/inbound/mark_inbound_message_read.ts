import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { INBOUND_COLUMNS, type StoredInboundMessage } from '#inbound/list_inbound_messages'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

/** Marks a reply as read. The first reader stays recorded. */
@inject()
export class MarkInboundMessageRead {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** Null if there is no such reply. */
  async run({ id, actor }: { id: number; actor: string }): Promise<StoredInboundMessage | null> {
    const client = this.db.connection()
    await updateRows(
      client,
      {
        table: 'inbound_messages',
        set: 'read_at = :now, read_by = :actor',
        where: 'id = :id AND read_at IS NULL',
      },
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
