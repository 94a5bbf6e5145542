import db from '@adonisjs/lucid/services/db'
import { transaction } from '#storage/transaction'
import type { Group } from '@japa/runner/core'

/** Children first, so that foreign keys hold while they are emptied. */
const TABLES = [
  'schedule_occurrences',
  'schedules',
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
  'patients',
  'facilities',
  'gateway_accounts',
  'gateway_balances',
  'imported_files',
  'scheduler_runs',
  'workers',
  'audit_events',
  'auth_access_tokens',
  'api_clients',
  'sending_pauses',
  'sending_counts',
  'restored_sends',
  'restore_findings',
]

/** Every test of the group starts with empty tables. No wrapping transaction: claims are seen by other connections. */
export function withCleanDatabase(group: Group): void {
  group.each.setup(() => cleanDatabase())
}

/** In one commit: each of its own is written through to the disk, which took longer than most tests. */
export async function cleanDatabase(): Promise<void> {
  await transaction(db.connection(), async (trx) => {
    for (const table of TABLES) await trx.from(table).delete()
  })
}

export async function countOf(table: string): Promise<number> {
  const [{ total }] = await db.from(table).count('* as total')
  return Number(total)
}
