import db from '@adonisjs/lucid/services/db'
import { copySteps } from '#storage/copy/copy_steps'
import type { CopiedRow, CopiedValue } from '#storage/copy/read_pages'
import { readSchema, type Table } from '#storage/copy/read_schema'
import type { ColumnKind } from '#storage/dialects/dialect'
import { toSqlInstant } from '#storage/instants'
import { now } from '#tests/helpers/test_clock'

/** Texts that are easily spoilt on the way. */
const AWKWARD = 'Zoé 🙂 "l\'été"\n\\u0041 \\ % ? :name {} – ’ \t'

/** Above what a sequence has given to others. */
const FIRST_ID = 1_000_000

/** What a column must or must not be. */
const FIXED: Record<string, CopiedValue> = {
  'sms_consents.status': 'opted_out',
  'sms_messages.status': 'delivered',
  'sms_messages.priority': 2,
  'sms_messages.body': AWKWARD,
  'sms_messages.carried_by': null,
  'sms_webhook_logs.kind': 'inbound_message',
  'sms_webhook_logs.state': 'applied',
  'sms_webhook_logs.body': AWKWARD,
  'gateway_accounts.state': 'active',
  'sending_pauses.scope': 'message_type',
  'restore_findings.kind': 'older',
  'restored_sends.outcome': 'accepted',
  'schedules.kind': 'once',
  'schedules.priority': 2,
  'schedule_occurrences.priority': 2,
  'schedule_occurrences.status': 'done',
  'schedules.missed_runs': 'once',
  'schedules.overlap': 'allow',
  'erasures.stage': 'searched',
  'message_batches.action': 'retry',
  'message_batches.status': 'done',
  'outgoing_events.status': 'dead_letter',
  'import_uploads.status': 'done',
  'alert_incidents.status': 'recovered',
  'alert_incidents.severity': 'warn',
  'alert_notices.kind': 'opened',
  'alert_notices.severity': 'warn',
  'alert_notices.status': 'sent',
  'workers.stopped_at': '2026-03-10 09:00:00',
}

/** Their rows are made by a migration and by a trigger. */
const LEFT = ['database_identity', 'audit_links']

/**
 * Fills every table that the schema has, with as many rows as asked for and a value in every column.
 * Returns the names of the tables.
 */
export async function fillEveryTable(count: number): Promise<string[]> {
  const tables = await readSchema(db.connection())
  for (const { table } of copySteps(tables).filter(({ write }) => write === 'insert')) {
    if (LEFT.includes(table.name)) continue
    for (let from = 0; from < count; from += 100) {
      const size = Math.min(100, count - from)
      const rows = Array.from({ length: size }, (_, n) => rowOf(table, from + n))
      await db.table(table.name).multiInsert(rows)
    }
  }
  return tables.map(({ name }) => name)
}

function rowOf(table: Table, n: number): CopiedRow {
  const row: CopiedRow = {}
  for (const [column, kind] of Object.entries(table.columns)) {
    const fixed = FIXED[`${table.name}.${column}`]
    const isId = table.references.some((reference) => reference.column === column)
    if (fixed !== undefined) row[column] = fixed
    else row[column] = isId || isNumber(table, column) ? FIRST_ID + n : valueOf(kind, n)
  }
  return row
}

const isNumber = ({ numbered, key }: Table, column: string) => numbered && key[0] === column

function valueOf(kind: ColumnKind, n: number): CopiedValue {
  if (kind === 'integer') return n
  if (kind === 'real') return n / 3
  if (kind === 'boolean') return n % 2 === 1
  if (kind === 'text') return n.toString(36)
  const instant = toSqlInstant(now.plus({ days: n, seconds: n }))
  return kind === 'date' ? instant.slice(0, 10) : instant
}
