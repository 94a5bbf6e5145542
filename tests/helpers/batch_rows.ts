import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { isPostgres } from '#storage/dialect_of'
import { toSqlInstant } from '#storage/instants'

/** A row of `message_batches` as the database holds it; what is over ended just now. */
export async function aBatchRow(values: Record<string, unknown> = {}): Promise<number> {
  const now = toSqlInstant(DateTime.utc())
  const isOpen = values.status === 'waiting' || values.status === 'running'
  const row = {
    action: 'retry',
    status: 'waiting',
    selection: '{"ids":null,"statuses":["failed"]}',
    options: '{}',
    actor: 'cli:awa',
    matched: 3,
    up_to: 3,
    refused: '{}',
    created_at: now,
    updated_at: now,
    finished_at: isOpen ? null : now,
    ...values,
  }
  const [inserted] = await db.table('message_batches').insert(row).returning('id')
  return isPostgres(db.connection()) ? inserted.id : inserted
}
