import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { deleteRows } from '#storage/write_rows'

interface Limits {
  now: DateTime
  config: SmsSchedulerConfig
  dryRun: boolean
}

/** Days for which the counts of tokens are kept; only those of today are asked. */
const COUNTS_KEPT_DAYS = 7

/** Batches that ended before the retention time. There are few. */
export async function pruneBatches(
  client: QueryClientContract,
  { now, config, dryRun }: Limits
): Promise<number> {
  const where = `finished_at IS NOT NULL AND finished_at < :before`
  const before = toSqlInstant(now.minus({ days: config.cleanup.retentionDays }))
  return prune(client, { table: 'message_batches', column: 'id', where, before, dryRun })
}

/** What tokens created on past days. */
export async function pruneTokenCounts(
  client: QueryClientContract,
  { now, config, dryRun }: Limits
): Promise<number> {
  const before = now.setZone(config.timezone).minus({ days: COUNTS_KEPT_DAYS })
  return prune(client, {
    table: 'token_counts',
    column: 'token_id',
    where: 'day < :before',
    before: before.toFormat('yyyy-MM-dd'),
    dryRun,
  })
}

/** Sessions that are over. */
export async function pruneSessions(
  client: QueryClientContract,
  { now, dryRun }: Limits
): Promise<number> {
  const where = 'idle_until <= :before'
  const before = toSqlInstant(now)
  return prune(client, { table: 'user_sessions', column: 'id', where, before, dryRun })
}

/** Failed attempts to sign in that no longer count. */
export async function pruneSignInCounts(
  client: QueryClientContract,
  { now, dryRun }: Limits
): Promise<number> {
  const where = 'until <= :before'
  const before = toSqlInstant(now)
  return prune(client, { table: 'sign_in_counts', column: 'tries', where, before, dryRun })
}

async function prune(
  client: QueryClientContract,
  {
    table,
    column,
    where,
    before,
    dryRun,
  }: { table: string; column: string; where: string; before: string; dryRun: boolean }
): Promise<number> {
  const rows = dryRun
    ? await query(client, `SELECT ${column} FROM ${table} WHERE ${where}`, { before })
    : await deleteRows(client, { from: table, where, returning: column }, { before })
  return rows.length
}
