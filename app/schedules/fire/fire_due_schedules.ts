import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { disableFaulty } from '#schedules/fire/disable_faulty'
import { doTransactionalWork, JobWorkFailed } from '#schedules/fire/do_transactional_work'
import {
  isAnyDue,
  schedulesUnderWay,
  takeDueSchedule,
  takeDueSchedules,
} from '#schedules/fire/due_schedules'
import { insertOccurrences } from '#schedules/fire/insert_occurrences'
import { moveOn } from '#schedules/fire/move_on'
import { planFiring, type FaultySchedule, type PlannedFiring } from '#schedules/fire/plan_firing'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import type { ScheduleRow } from '#schedules/schedule_row'
import { toSqlInstant } from '#storage/instants'
import { retryDeadlocks } from '#storage/retry_deadlocks'
import { writeTransaction } from '#storage/write_transaction'

export interface FireOptions {
  /** Schedules fired at most; all that are due where it is left out. */
  limit?: number
  signal?: AbortSignal
}

/** Occurrences by what became of them. */
export interface FiredSummary {
  /** Done in the transaction that fired them. */
  done: number
  /** Their effect is still to come. */
  pending: number
  skipped: number
  /** Schedules that were disabled. */
  faulty: number
}

/**
 * Fires what is due, page by page. One transaction writes the occurrences, does
 * the work of transactional handlers and sets the schedules to their next time:
 * however many processes fire, and wherever one is killed, each occurrence is
 * there exactly once. A schedule that cannot be fired is disabled and stops no other.
 */
@inject()
export class FireDueSchedules {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly handlers: JobHandlers,
    private readonly logger: Logger
  ) {}

  async run({ limit = Infinity, signal }: FireOptions = {}): Promise<FiredSummary> {
    const summary: FiredSummary = { done: 0, pending: 0, skipped: 0, faulty: 0 }
    let left = limit
    while (left > 0 && !signal?.aborted) {
      if (!(await isAnyDue(this.db.connection(), toSqlInstant(this.clock.now())))) break
      const page = Math.min(left, this.config.schedules.batchSize)
      const taken = await this.#firePage(page, summary)
      if (taken === 0) break
      left -= taken
    }
    return summary
  }

  /** Answers how many schedules were taken: none where others have all that are due in hand. */
  async #firePage(limit: number, summary: FiredSummary): Promise<number> {
    const taken: number[] = []
    try {
      await this.#fire(summary, async (trx, now) => {
        const rows = await takeDueSchedules(trx, { now, limit })
        taken.splice(0, Infinity, ...rows.map(({ id }) => id))
        return rows
      })
    } catch (error) {
      if (!(error instanceof JobWorkFailed) || !error.isAboutTheJob) throw error
      for (const id of taken) await this.#fireAlone(id, summary)
    }
    return taken.length
  }

  /** One of a page failed: one by one, it is the one that fails again. */
  async #fireAlone(id: number, summary: FiredSummary): Promise<void> {
    let row: ScheduleRow | undefined
    try {
      await this.#fire(summary, async (trx, now) => {
        const rows = await takeDueSchedule(trx, { now, id })
        row = rows[0]
        return rows
      })
    } catch (error) {
      if (!row || !(error instanceof JobWorkFailed) || !error.isAboutTheJob) throw error
      const faulty = { row, error: `The handler "${error.handler}" could not do its work` }
      this.logger.error({ err: error.cause, schedule: id }, 'the work of a schedule failed')
      const disabled = await this.db
        .connection()
        .transaction((trx) =>
          disableFaulty(trx, faulty, toSqlInstant(this.clock.now()), this.logger)
        )
      if (disabled) summary.faulty += 1
    }
  }

  async #fire(
    summary: FiredSummary,
    take: (trx: TransactionClientContract, now: string) => Promise<ScheduleRow[]>
  ): Promise<void> {
    const fired = await retryDeadlocks(() =>
      writeTransaction(this.db.connection(), async (trx) => {
        const at = this.clock.now()
        const now = toSqlInstant(at)
        const rows = await take(trx, now)
        const alone = rows.filter(({ overlap }) => overlap === 'skip').map(({ id }) => id)
        const circumstances = {
          now: at,
          missedAfterSeconds: this.config.schedules.missedAfterSeconds,
          handlers: this.handlers,
          underWay: await schedulesUnderWay(trx, alone),
        }
        const plans = rows.map((row) => planFiring(row, circumstances))
        return this.#write(trx, plans, now)
      })
    )
    for (const key of Object.keys(fired) as (keyof FiredSummary)[]) summary[key] += fired[key]
  }

  async #write(
    trx: TransactionClientContract,
    plans: (PlannedFiring | FaultySchedule)[],
    now: string
  ): Promise<FiredSummary> {
    const firings = plans.filter((plan) => 'advance' in plan)
    const faulty = plans.filter((plan) => 'error' in plan)
    const inserted = await insertOccurrences(trx, firings, now)
    await doTransactionalWork(trx, firings, inserted)
    await moveOn(trx, firings, inserted, now)
    for (const schedule of faulty) await disableFaulty(trx, schedule, now, this.logger)

    const summary: FiredSummary = { done: 0, pending: 0, skipped: 0, faulty: faulty.length }
    for (const { row, status } of firings) if (inserted.has(row.id)) summary[status] += 1
    return summary
  }
}
