import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { toSqlInstant } from '#storage/instants'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'
import { deleteRows } from '#storage/write_rows'

interface Limits {
  now: DateTime
  config: SmsSchedulerConfig
  dryRun: boolean
}

/** Notices that were told, withdrawn or given up before the retention time. */
export async function pruneAlertNotices(
  client: QueryClientContract,
  limits: Limits
): Promise<number> {
  return prune(client, 'alert_notices', `status <> 'pending' AND created_at < :before`, limits)
}

/** Incidents that were over before the retention time, with what is left of their notices. */
export async function pruneAlertIncidents(
  client: QueryClientContract,
  limits: Limits
): Promise<number> {
  const where = `${along('alert_incidents_recovered')} AND recovered_at < :before`
  return prune(client, 'alert_incidents', where, limits)
}

async function prune(
  client: QueryClientContract,
  table: string,
  where: string,
  { now, config, dryRun }: Limits
): Promise<number> {
  const before = toSqlInstant(now.minus({ days: config.cleanup.retentionDays }))
  const rows = dryRun
    ? await query(client, `SELECT id FROM ${table} WHERE ${where}`, { before })
    : await deleteRows(client, { from: table, where, returning: 'id' }, { before })
  return rows.length
}
