import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { ROW_COLUMNS } from '#schedules/fire/due_schedules'
import { replan, type Replanned } from '#schedules/replan'
import type { ScheduleRow } from '#schedules/schedule_row'
import { appendAuditEvent } from '#storage/audit_events'
import { dialectOf } from '#storage/dialect_of'
import type { Update } from '#storage/dialects/dialect'
import { toSqlInstant } from '#storage/instants'
import { along } from '#storage/partial_indexes'
import { ShortTurns } from '#storage/short_turns'
import { query, rowsOf } from '#storage/sql'
import { updateRows } from '#storage/write_rows'
import { ZONE_DATA } from '#values/zone_data'

/** No zone has ever moved its clocks farther. What is due later than this can wait. */
const SOON_HOURS = 26

/** The oldest zone data by which something is planned, if it is older than ours. */
export const SELECT_OLDER = `
  SELECT zone_data FROM schedules
  WHERE ${along('schedules_by_zone_data')} AND zone_data < :ours ORDER BY zone_data LIMIT 1`

/** Soonest first, along the index schedules_by_zone_data. */
export const SELECT_PLANNED_BY = `
  SELECT ${ROW_COLUMNS} FROM schedules
  WHERE ${along('schedules_by_zone_data')} AND zone_data = :older
  ORDER BY next_run_at, id LIMIT :limit`

/**
 * Plans schedules again that were planned by older zone data than that of this process, whichever
 * process did so (docs/adr/0024). Newer plans are left alone.
 */
@inject()
export class ReplanSchedules {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly logger: Logger
  ) {}

  /**
   * All that may be due soon; one page of the others, so that they hold up nothing. Returns how
   * many were planned again.
   */
  async run(signal?: AbortSignal): Promise<number> {
    const client = this.db.connection()
    const turns = new ShortTurns(client, this.config.schedules.batchSize)
    let done = 0
    while (!signal?.aborted) {
      const older = await this.#olderData(client)
      if (older === undefined) break
      const page = await turns.take((trx) => this.#replanPage(trx, older, turns.size), {
        rows: ({ length }) => length,
      })
      done += page.length
      /** Others hold the rest of them, or it is far off. */
      if (page.length === 0 || this.#isFarOff(page.at(-1)!)) break
    }
    if (done > 0)
      this.logger.warn({ schedules: done, zoneData: ZONE_DATA }, 'schedules planned again')
    return done
  }

  async #olderData(client: QueryClientContract): Promise<string | undefined> {
    const [row] = await query<{ zone_data: string }>(client, SELECT_OLDER, { ours: ZONE_DATA })
    return row?.zone_data
  }

  #isFarOff({ next_run_at: next }: ScheduleRow): boolean {
    return next !== null && next > toSqlInstant(this.clock.now().plus({ hours: SOON_HOURS }))
  }

  async #replanPage(
    trx: TransactionClientContract,
    older: string,
    limit: number
  ): Promise<ScheduleRow[]> {
    const at = this.clock.now()
    const now = toSqlInstant(at)
    const lock = dialectOf(trx).lock({ skipLocked: true })
    const rows = await query<ScheduleRow>(trx, `${SELECT_PLANNED_BY} ${lock}`, { older, limit })
    if (rows.length === 0) return rows
    const changes = rows.map((row) => changeOf(row, at))
    await updateRows(trx, replanned(trx), { rows: JSON.stringify(changes), ours: ZONE_DATA, now })
    const moved = changes.filter(({ moved: isMoved }) => isMoved).length
    if (moved > 0) {
      await appendAuditEvent(trx, {
        at: now,
        actor: 'scheduler',
        action: 'schedules_replanned',
        detail: { zoneData: ZONE_DATA, before: older, moved, ended: endedIn(changes) },
      })
    }
    return rows
  }
}

function changeOf(row: ScheduleRow, now: DateTime) {
  const planned = tryReplan(row, now)
  const ended = row.next_run_at !== null && planned.next_run_at === null
  return {
    schedule_id: row.id,
    run_at: planned.run_at,
    starts_at: planned.starts_at,
    ends_at: planned.ends_at,
    next_run_at: planned.next_run_at,
    next_run_local: planned.next_run_local,
    ended: Number(ended),
    moved: planned.run_at !== row.run_at || planned.next_run_at !== row.next_run_at,
  }
}

/** What is wrong with a schedule is found when it fires: it must not hold up the others here. */
function tryReplan(row: ScheduleRow, now: DateTime): Replanned {
  try {
    return replan(row, now)
  } catch {
    return row
  }
}

function endedIn(changes: { ended: number }[]): number {
  return changes.reduce((sum, { ended }) => sum + ended, 0)
}

const replanned = (trx: TransactionClientContract): Update => ({
  table: 'schedules',
  as: 's',
  set: `run_at = r.run_at, starts_at = r.starts_at, ends_at = r.ends_at, next_run_at = r.next_run_at,
    next_run_local = r.next_run_local, updated_at = :now,
    zone_data = CASE WHEN r.ended = 1 THEN NULL ELSE :ours END,
    enabled = CASE WHEN r.ended = 1 THEN FALSE ELSE s.enabled END,
    disabled_reason = CASE WHEN r.ended = 1 THEN 'ended' ELSE s.disabled_reason END,
    disabled_at = CASE WHEN r.ended = 1 THEN :now ELSE s.disabled_at END,
    disabled_by = CASE WHEN r.ended = 1 THEN 'scheduler' ELSE s.disabled_by END`,
  from: rowsOf(trx, 'r', {
    schedule_id: 'integer',
    run_at: 'instant',
    starts_at: 'instant',
    ends_at: 'instant',
    next_run_at: 'instant',
    next_run_local: 'text',
    ended: 'integer',
  }),
  on: 's.id = r.schedule_id',
})
