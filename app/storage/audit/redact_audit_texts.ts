import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { appendAuditEvent, type AuditEvent } from '#storage/audit_events'
import { idList, query, rowsOf } from '#storage/sql'
import { updateRows } from '#storage/write_rows'
import { redactedHashOf } from './audit_hash.js'
import { sealWithin } from './seal_audit_events.js'

/** Stands for each text that was removed. */
export const REDACTED = '[redacted]'

/** The action that says which details were redacted; it never has texts of people itself. */
export const REDACTION = 'audit_redacted'

/** Events redacted by one event of the log. */
const PAGE = 500

interface RedactedEvent {
  event: number
  /** The hash of what is left of its detail. */
  detail: string
}

/** The detail of an event with the action `audit_redacted`. */
export interface RedactionDetail {
  redacted: RedactedEvent[]
}

/**
 * Removes the texts in the details of these events: every text, whatever its name; numbers, yes and
 * no, and the names of the fields stay. When, who, what and to what are kept. The removal is an
 * event of its own, which `audit:verify` asks for. Ids without an event, or already redacted, are
 * passed over. Holds the chain until the transaction ends, so call it late. Returns how many were
 * redacted.
 */
export async function redactAuditTexts(
  trx: TransactionClientContract,
  ids: readonly number[],
  by: Pick<AuditEvent, 'at' | 'actor'>
): Promise<number> {
  if (ids.length === 0) return 0
  await sealWithin(trx)
  let total = 0
  for (let first = 0; first < ids.length; first += PAGE)
    total += await redactPage(trx, ids.slice(first, first + PAGE), by)
  if (total > 0) await sealWithin(trx)
  return total
}

async function redactPage(
  trx: TransactionClientContract,
  ids: number[],
  by: Pick<AuditEvent, 'at' | 'actor'>
): Promise<number> {
  const events = await query<Pick<Rows['audit_events'], 'id' | 'detail'>>(
    trx,
    `SELECT e.id, e.detail FROM audit_events e JOIN audit_links l ON l.event_id = e.id
     WHERE e.id IN (${idList(trx)}) AND l.salt IS NOT NULL AND e.detail IS NOT NULL
       AND e.action <> :redaction`,
    { ids: JSON.stringify(ids), redaction: REDACTION }
  )
  if (events.length === 0) return 0
  const rows = events.map(({ id, detail }) => ({ event: id, detail: withoutTexts(detail!) }))
  await forgetSalts(trx, rows)
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
  const redacted = rows.map(({ event, detail }) => ({ event, detail: redactedHashOf(detail) }))
  const detail = { redacted } satisfies RedactionDetail
  await appendAuditEvent(trx, { ...by, action: REDACTION, detail })
  return rows.length
}

/** Opens the way for the change of the detail: see the triggers of the two tables. */
async function forgetSalts(trx: TransactionClientContract, rows: { event: number }[]) {
  await updateRows(
    trx,
    { table: 'audit_links', set: 'salt = NULL', where: `event_id IN (${idList(trx)})` },
    { ids: JSON.stringify(rows.map(({ event }) => event)) }
  )
}

function withoutTexts(detail: string): string {
  return JSON.stringify(JSON.parse(detail), (_, value) =>
    typeof value === 'string' ? REDACTED : value
  )
}
