import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

interface HistoryLimits {
  now: DateTime
  config: SmsSchedulerConfig
  dryRun: boolean
}

/** Hours that a run is kept beyond the time in which its slot can be caught up: without its row it would run again. */
const CATCH_UP_MARGIN_HOURS = 48

/** Runs of the timetable from before the retention time. The last one of each job stays: health asks for it. */
export async function pruneSchedulerRuns(
  client: QueryClientContract,
  { now, config, dryRun }: HistoryLimits
): Promise<number> {
  const keptHours = Math.max(
    config.cleanup.retentionDays * 24,
    config.timetable.catchUpHours + CATCH_UP_MARGIN_HOURS
  )
  return prune(client, {
    table: 'scheduler_runs',
    condition: `slot < :before AND slot < (
      SELECT MAX(last.slot) FROM scheduler_runs AS last WHERE last.job = scheduler_runs.job)`,
    before: toSqlInstant(now.minus({ hours: keptHours })),
    dryRun,
  })
}

/** Processes that stopped or fell silent before the retention time. The last sign of life of each role stays. */
export async function pruneWorkers(
  client: QueryClientContract,
  { now, config, dryRun }: HistoryLimits
): Promise<number> {
  return prune(client, {
    table: 'workers',
    condition: `COALESCE(stopped_at, heartbeat_at) < :before AND heartbeat_at < (
      SELECT MAX(last.heartbeat_at) FROM workers AS last WHERE last.role = workers.role)`,
    before: toSqlInstant(now.minus({ days: config.cleanup.retentionDays })),
    dryRun,
  })
}

/** Days that counters against the caps are kept: what is in flight over midnight gives back to the day before. */
const COUNTS_KEPT_DAYS = 7

/** Counters of days long over; a day may have one for each number, so that they go in batches. */
export async function pruneSendingCounts(
  client: QueryClientContract,
  { now, config, dryRun }: HistoryLimits
): Promise<number> {
  const bindings = {
    before: now.setZone(config.timezone).minus({ days: COUNTS_KEPT_DAYS }).toFormat('yyyy-MM-dd'),
    batch_size: config.cleanup.batchSize,
  }
  if (dryRun) {
    const [{ total }] = await query<{ total: number }>(
      client,
      'SELECT COUNT(*) AS total FROM sending_counts WHERE day < :before',
      bindings
    )
    return total
  }
  for (let pruned = 0; ;) {
    const batch = await query(
      client,
      `DELETE FROM sending_counts WHERE (day, counted) IN (
         SELECT day, counted FROM sending_counts WHERE day < :before ORDER BY day, counted LIMIT :batch_size)
       RETURNING day`,
      bindings
    )
    pruned += batch.length
    if (batch.length < config.cleanup.batchSize) return pruned
  }
}

interface Pruning {
  table: 'scheduler_runs' | 'workers'
  condition: string
  before: string
  dryRun: boolean
}

async function prune(
  client: QueryClientContract,
  { table, condition, before, dryRun }: Pruning
): Promise<number> {
  const rows = await query(
    client,
    dryRun
      ? `SELECT id FROM ${table} WHERE ${condition}`
      : `DELETE FROM ${table} WHERE ${condition} RETURNING id`,
    { before }
  )
  return rows.length
}
