import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import type { Group } from '@japa/runner/core'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Denials } from '#monitoring/denials/denials'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'
import { transaction } from '#storage/transaction'

/** Children first, so that foreign keys hold while they are emptied. */
const TABLES = [
  'alert_notices',
  'alert_incidents',
  'alert_evaluations',
  'schedule_occurrences',
  'schedules',
  'outgoing_events',
  'event_destinations',
  'inbound_messages',
  'sms_webhook_logs',
  'sms_former_ids',
  'sms_message_events',
  'sms_attempts',
  'sms_messages',
  'sms_templates',
  'sms_daily_counts',
  'sms_consents',
  'sms_consent_events',
  'erased_opt_outs',
  'erasures',
  'immunizations',
  'patient_names',
  'patients',
  'facilities',
  'gateway_accounts',
  'gateway_balances',
  'imported_files',
  'import_uploads',
  'scheduler_runs',
  'workers',
  'message_batches',
  'token_counts',
  'auth_access_tokens',
  'api_clients',
  'sending_pauses',
  'sending_counts',
  'restored_sends',
  'restore_findings',
  'ingest_partitions',
  'ingest_replays',
  'metric_counts',
  'sms_daily_figures',
  'visit_results',
  'forecasts',
  'recovery_codes',
  'user_sessions',
  'users',
  'sign_in_counts',
]

/** Every test of the group starts with empty tables. No wrapping transaction: claims are seen by other connections. */
export function withCleanDatabase(group: Group): void {
  group.each.setup(() => cleanDatabase())
}

/** One question for the tables that have rows: most tests fill a few of them. What is deleted goes in one commit. */
export async function cleanDatabase(): Promise<void> {
  await (await app.container.make(Denials)).flush()
  const hasRows = [...TABLES, 'audit_links', 'audit_events'].map(
    (table) => `SELECT '${table}' AS name WHERE EXISTS (SELECT 1 FROM ${table})`
  )
  const filled = await query<{ name: string }>(db.connection(), hasRows.join(' UNION ALL '))
  if (filled.length === 0) return
  await transaction(db.connection(), async (trx) => {
    const names = filled.map(({ name }) => name)
    if (isPostgres(trx)) await hurryPostgres(trx)
    for (const table of names.filter((name) => TABLES.includes(name)))
      await trx.from(table).delete()
    if (!names.some((name) => name.startsWith('audit_'))) return
    await withoutAuditTriggers(trx, async () => {
      await trx.from('audit_links').delete()
      await trx.from('audit_events').delete()
    })
  })
}

/**
 * Whatever refers to a row is deleted with it, so PostgreSQL need not look for it, row by row: of
 * 40,000 messages it took longer than a statement may on a busy machine.
 */
async function hurryPostgres(trx: TransactionClientContract): Promise<void> {
  await query(trx, 'SET LOCAL session_replication_role = replica')
  await query(trx, 'SET LOCAL statement_timeout = 0')
}

/** Past the triggers that keep the audit log append-only, as somebody with the database's password could. */
export async function withoutAuditTriggers(
  trx: TransactionClientContract,
  work: () => Promise<void>
): Promise<void> {
  if (isPostgres(trx)) {
    await query(trx, 'SET LOCAL session_replication_role = replica')
    await work()
    await query(trx, 'SET LOCAL session_replication_role = origin')
    return
  }
  if (!(await trx.from('audit_events').first())) return
  const triggers = await query<{ name: string; sql: string }>(
    trx,
    `SELECT name, sql FROM sqlite_schema
     WHERE type = 'trigger' AND tbl_name IN ('audit_events', 'audit_links')`
  )
  for (const { name } of triggers) await query(trx, `DROP TRIGGER ${name}`)
  await work()
  for (const { sql } of triggers) await query(trx, sql)
}

export async function countOf(table: string): Promise<number> {
  const [{ total }] = await db.from(table).count('* as total')
  return Number(total)
}
