import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { MessageStatuses } from '#messages/message_status'
import { moveAlike, type Mover } from '#messages/move_alike'
import { redactAuditTexts } from '#storage/audit/redact_audit_texts'
import { idList, rowsOf } from '#storage/sql'
import { updateRows } from '#storage/write_rows'
import { ERASED_MARKER, type PersonInTexts } from './person_in_texts.js'
import { lockTexts, type TextRow } from './read_texts.js'
import type { SearchedTable } from './searched_tables.js'

/** Unique, so the whole key is replaced. */
const KEYS = new Set(['dedupe_key', 'idempotency_key'])

/** As long as their column allows. */
const SHORT = new Set(['name', 'request_id', 'address', 'provider_status', 'balance_error'])

/** Removes the person from the texts of these rows. Returns how many rows were changed. */
export async function redactRows(
  trx: TransactionClientContract,
  person: PersonInTexts,
  searched: SearchedTable,
  { ids, by }: { ids: number[]; by: Mover }
): Promise<number> {
  const { table, columns } = searched
  if (table === 'audit_events') return redactAuditTexts(trx, ids, { at: by.now, actor: by.actor })
  const found = await lockTexts(trx, searched, ids)
  const rows = found.flatMap((row) => redactRow(row, person))
  if (rows.length === 0) return 0
  if (table === 'sms_messages') await cancel(trx, rows, by)
  if (table === 'schedules') await pause(trx, rows, by)
  if (table === 'schedule_occurrences') await cancelOccurrences(trx, rows, by)
  await updateRows(
    trx,
    {
      table,
      as: 't',
      from: rowsOf(trx, 'r', {
        row_id: 'integer',
        ...Object.fromEntries(columns.map((column) => [column, 'text' as const])),
      }),
      on: 't.id = r.row_id',
      set: columns.map((column) => `${column} = r.${column}`).join(', '),
    },
    { rows: JSON.stringify(rows) }
  )
  return rows.length
}

type RedactedRow = { row_id: number } & Record<string, string | number | null>

function redactRow({ id, ...texts }: TextRow, person: PersonInTexts): RedactedRow[] {
  let isChanged = false
  const redacted = Object.entries(texts as Record<string, string | null>).map(([column, text]) => {
    const without = text === null ? null : person.redact(text)
    if (without === null || text === null) return [column, text]
    isChanged = true
    if (KEYS.has(column)) return [column, `${ERASED_MARKER}-${id}`]
    return [column, SHORT.has(column) ? cut(without, text) : without]
  })
  return isChanged ? [{ row_id: id, ...Object.fromEntries(redacted) }] : []
}

function cut(redacted: string, original: string): string {
  return [...redacted].slice(0, [...original].length).join('')
}

/**
 * A message to someone else that is about the person is not sent. A text made from a template is
 * made again before the next try, without the person.
 */
async function cancel(trx: TransactionClientContract, rows: RedactedRow[], by: Mover) {
  await moveAlike(
    trx,
    {
      from: MessageStatuses.pending,
      to: MessageStatuses.cancelled,
      reason: 'person_erased',
      where: `m.id IN (${idList(trx)}) AND m.template_version IS NULL`,
    },
    idsOf(rows),
    by
  )
}

/** A schedule that is about the person does not run until a person has looked at it. */
async function pause(trx: TransactionClientContract, rows: RedactedRow[], { now, actor }: Mover) {
  await updateRows(
    trx,
    {
      table: 'schedules',
      set: `enabled = FALSE, next_run_at = NULL, disabled_reason = 'paused', disabled_at = :now,
        disabled_by = :actor, version = version + 1, updated_at = :now`,
      where: `id IN (${idList(trx)}) AND enabled = TRUE`,
    },
    { ...idsOf(rows), now, actor }
  )
}

async function cancelOccurrences(
  trx: TransactionClientContract,
  rows: RedactedRow[],
  { now }: Mover
) {
  await updateRows(
    trx,
    {
      table: 'schedule_occurrences',
      set: `status = 'cancelled', reason = 'person_erased', next_attempt_at = NULL,
        finished_at = :now`,
      where: `id IN (${idList(trx)}) AND status = 'pending'`,
    },
    { ...idsOf(rows), now }
  )
}

const idsOf = (rows: RedactedRow[]) => ({ ids: JSON.stringify(rows.map((row) => row.row_id)) })
