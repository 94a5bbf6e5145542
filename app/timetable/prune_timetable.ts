import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** Days for which it can be looked up what ran when. Longer than any slot can be caught up. */
const RUNS_KEPT_DAYS = 30
const WORKERS_KEPT_DAYS = 7

export interface PrunedTimetable {
  runs: number
  workers: number
}

/**
 * Deletes old rows of `scheduler_runs` and `workers`, but never the last success
 * of a job nor the last sign of life of a role: health would say "never".
 */
@inject()
export class PruneTimetable {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  async run({ dryRun = false } = {}): Promise<PrunedTimetable> {
    return {
      runs: await this.#prune('scheduler_runs', OLD_RUNS, RUNS_KEPT_DAYS, dryRun),
      workers: await this.#prune('workers', OLD_WORKERS, WORKERS_KEPT_DAYS, dryRun),
    }
  }

  async #prune(table: string, condition: string, days: number, dryRun: boolean): Promise<number> {
    const rows = await query(
      this.db.connection(),
      dryRun
        ? `SELECT id FROM ${table} WHERE ${condition}`
        : `DELETE FROM ${table} WHERE ${condition} RETURNING id`,
      { before: toSqlInstant(this.clock.now().minus({ days })) }
    )
    return rows.length
  }
}

const OLD_RUNS = `slot < :before AND slot < (
  SELECT MAX(last.slot) FROM scheduler_runs last WHERE last.job = scheduler_runs.job AND last.outcome = 'ok')`

const OLD_WORKERS = `heartbeat_at < :before AND heartbeat_at < (
  SELECT MAX(last.heartbeat_at) FROM workers last WHERE last.role = workers.role)`
