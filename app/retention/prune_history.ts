import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { toSqlInstant } from '#storage/instants'
import { ShortTurns } from '#storage/short_turns'
import { query } from '#storage/sql'
import { deleteRows } from '#storage/write_rows'

interface HistoryLimits {
  now: DateTime
  config: SmsSchedulerConfig
  dryRun: boolean
}

/**
 * Hours for which a run is kept after its slot can no longer be caught up: without its row it would
 * run again.
 */
const CATCH_UP_MARGIN_HOURS = 48

/**
 * Runs of the timetable before the retention time. The last run of each job stays for the health
 * check.
 */
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
    where: `slot < :before AND slot < (
      SELECT MAX(last.slot) FROM scheduler_runs AS last WHERE last.job = scheduler_runs.job)`,
    before: toSqlInstant(now.minus({ hours: keptHours })),
    dryRun,
  })
}

/**
 * Processes that stopped or fell silent before the retention time. The last heartbeat of each role
 * stays.
 */
export async function pruneWorkers(
  client: QueryClientContract,
  { now, config, dryRun }: HistoryLimits
): Promise<number> {
  return prune(client, {
    table: 'workers',
    where: `COALESCE(stopped_at, heartbeat_at) < :before AND heartbeat_at < (
      SELECT MAX(last.heartbeat_at) FROM workers AS last WHERE last.role = workers.role)`,
    before: toSqlInstant(now.minus({ days: config.cleanup.retentionDays })),
    dryRun,
  })
}

/**
 * Days for which cap counters are kept: a message in flight over midnight is given back to the
 * previous day.
 */
const COUNTS_KEPT_DAYS = 7

/** Counters of past days; a day may have one per number, so they are deleted in batches. */
export async function pruneSendingCounts(
  client: QueryClientContract,
  { now, config, dryRun }: HistoryLimits
): Promise<number> {
  const bindings = {
    before: now.setZone(config.timezone).minus({ days: COUNTS_KEPT_DAYS }).toFormat('yyyy-MM-dd'),
  }
  if (dryRun) {
    const [{ total }] = await query<{ total: number }>(
      client,
      'SELECT COUNT(*) AS total FROM sending_counts WHERE day < :before',
      bindings
    )
    return total
  }
  const turns = new ShortTurns(client, config.cleanup.batchSize)
  for (let pruned = 0; ;) {
    const { size } = turns
    const deleteBatch = (trx: QueryClientContract) =>
      deleteRows(
        trx,
        {
          from: 'sending_counts',
          where: `(day, counted) IN (
            SELECT day, counted FROM sending_counts WHERE day < :before
            ORDER BY day, counted LIMIT :batch_size)`,
          returning: 'day',
        },
        { ...bindings, batch_size: size }
      )
    const batch = await turns.take(deleteBatch, { rows: (deleted) => deleted.length })
    pruned += batch.length
    if (batch.length < size) return pruned
  }
}

interface Pruning {
  table: 'scheduler_runs' | 'workers'
  where: string
  before: string
  dryRun: boolean
}

async function prune(
  client: QueryClientContract,
  { table, where, before, dryRun }: Pruning
): Promise<number> {
  const rows = dryRun
    ? await query(client, `SELECT id FROM ${table} WHERE ${where}`, { before })
    : await deleteRows(client, { from: table, where, returning: 'id' }, { before })
  return rows.length
}
