import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { AuditEvent } from '#storage/audit_events'
import { idList, query, rowsOf } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

/** Stands for each text that was removed. */
export const REDACTED = '[redacted]'

/**
 * Removes the texts in the details of these events: every text, whatever its name; numbers, yes and
 * no, and the names of the fields stay. When, who, what and to what are kept. Returns how many
 * events were redacted.
 */
export async function redactAuditTexts(
  trx: TransactionClientContract,
  ids: readonly number[],
  _by: Pick<AuditEvent, 'at' | 'actor'>
): Promise<number> {
  const events = await query<Pick<Rows['audit_events'], 'id' | 'detail'>>(
    trx,
    `SELECT id, detail FROM audit_events WHERE id IN (${idList(trx)}) AND detail IS NOT NULL`,
    { ids: JSON.stringify(ids) }
  )
  if (events.length === 0) return 0
  const rows = events.map(({ id, detail }) => ({ event: id, detail: withoutTexts(detail!) }))
  await updateRows(
    trx,
    {
      table: 'audit_events',
      as: 'e',
      from: rowsOf(trx, 'r', { event: 'integer', detail: 'text' }),
      on: 'e.id = r.event',
      set: 'detail = r.detail',
    },
    { rows: JSON.stringify(rows) }
  )
  return rows.length
}

function withoutTexts(detail: string): string {
  return JSON.stringify(JSON.parse(detail), (_, value) =>
    typeof value === 'string' ? REDACTED : value
  )
}
