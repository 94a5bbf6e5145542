import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { lastRunOf } from '#schedules/manage/last_occurrence'
import { lockSchedule } from '#schedules/manage/lock_schedule'
import { nextFromNow } from '#schedules/manage/next_from_now'
import { nextRunColumns } from '#schedules/next_run_columns'
import { toSqlInstant } from '#storage/instants'
import { idList, query } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { updateRows } from '#storage/write_rows'

/** Occurrences checked in one transaction. */
const PAGE = 200

/**
 * Schedules fired by a clock that ran ahead continue from now, not from where that clock was. Runs
 * it fired early do not fire again; their waiting jobs are done at their own time. A process whose
 * clock differs from the database's brings nothing forward.
 */
@inject()
export class BringForwardSchedules {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {}

  /** Returns how many schedules are now due sooner. */
  async run(): Promise<number> {
    if (!this.clock.agreesWithDatabase) return 0
    await this.#retryNow()
    let sooner = 0
    while (await this.#anyFromTheFuture())
      sooner += await transaction(this.db.connection(), (trx) => this.#movePage(trx), {
        readsFirst: true,
      })
    if (sooner > 0)
      this.logger.warn({ schedules: sooner }, 'schedules had been fired by a clock that ran ahead')
    return sooner
  }

  /**
   * Jobs that failed by that clock and wait for a retry: a few rows of the index
   * schedule_occurrences_pending.
   */
  async #retryNow(): Promise<void> {
    const now = toSqlInstant(this.clock.now())
    await updateRows(
      this.db.connection(),
      {
        table: 'schedule_occurrences',
        set: 'next_attempt_at = :now, started_at = :now',
        where: `status = 'pending' AND priority IN (1, 2, 3)
          AND next_attempt_at > :now AND started_at > :latest`,
      },
      { now, latest: toSqlInstant(this.clock.latestPresent()) }
    )
  }

  /** Usually there are none: a lookup at the end of the index schedule_occurrences_by_age. */
  async #anyFromTheFuture(): Promise<boolean> {
    const found = await query(
      this.db.connection(),
      'SELECT id FROM schedule_occurrences WHERE fired_at > :latest ORDER BY fired_at LIMIT 1',
      { latest: toSqlInstant(this.clock.latestPresent()) }
    )
    return found.length > 0
  }

  async #movePage(trx: TransactionClientContract): Promise<number> {
    const now = toSqlInstant(this.clock.now())
    const fired = await query<Pick<Rows['schedule_occurrences'], 'id' | 'schedule_id'>>(
      trx,
      `SELECT id, schedule_id FROM schedule_occurrences WHERE fired_at > :latest ORDER BY fired_at, id LIMIT ${PAGE}`,
      { latest: toSqlInstant(this.clock.latestPresent()) }
    )
    let sooner = 0
    for (const id of new Set(fired.map(({ schedule_id: schedule }) => schedule)))
      if (await this.#goOnFromNow(trx, id)) sooner += 1
    await updateRows(
      trx,
      {
        table: 'schedule_occurrences',
        set: `fired_at = :now,
          next_attempt_at = CASE
            WHEN status <> 'pending' OR next_attempt_at <= :now THEN next_attempt_at
            WHEN occurrence_at > :now THEN occurrence_at ELSE :now END`,
        where: `id IN (${idList(trx)})`,
      },
      { now, ids: JSON.stringify(fired.map(({ id }) => id)) }
    )
    return sooner
  }

  async #goOnFromNow(trx: TransactionClientContract, id: number): Promise<boolean> {
    const row = await lockSchedule(trx, id)
    if (!row?.next_run_at) return false
    const next = nextFromNow(row, { now: this.clock.now(), ...(await lastRunOf(trx, row)) })
    if (!next || toSqlInstant(next) >= row.next_run_at) return false
    await updateRows(
      trx,
      {
        table: 'schedules',
        set: `next_run_at = :next_run_at, next_run_local = :next_run_local, zone_data = :zone_data,
          updated_at = :now`,
        where: 'id = :id',
      },
      { id, ...nextRunColumns(row, next), now: toSqlInstant(this.clock.now()) }
    )
    return true
  }
}
