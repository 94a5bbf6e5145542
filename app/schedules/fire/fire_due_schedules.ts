import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
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
import { ReplanSchedules } from '#schedules/fire/replan_schedules'
import { planFiring, type FaultySchedule, type PlannedFiring } from '#schedules/fire/plan_firing'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import type { ScheduleRow } from '#schedules/schedule_row'
import { toSqlInstant } from '#storage/instants'
import { ShortTurns } from '#storage/short_turns'
import { transaction } from '#storage/transaction'

/** Schedules in the first turn: enough for those due in most seconds, so one transaction does. */
const FIRST_TURN = 500

export interface FireOptions {
  /** The most schedules to fire; by default all that are due. */
  limit?: number
  signal?: AbortSignal
}

/** Occurrences by their result. */
export interface FiredSummary {
  /** Done in the transaction that fired them. */
  done: number
  /** Their effect has yet to run. */
  pending: number
  skipped: number
  /** Schedules that were disabled. */
  faulty: number
}

/**
 * Fires due schedules, page by page. One transaction writes the occurrences, does the work of
 * transactional handlers and sets the schedules to their next time: however many processes fire,
 * and wherever one is killed, each occurrence exists exactly once. A schedule that cannot be fired
 * is disabled and holds up no other.
 */
@inject()
export class FireDueSchedules {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly handlers: JobHandlers,
    private readonly replan: ReplanSchedules,
    private readonly logger: Logger
  ) {}

  async run({ limit = Infinity, signal }: FireOptions = {}): Promise<FiredSummary> {
    const summary: FiredSummary = { done: 0, pending: 0, skipped: 0, faulty: 0 }
    const { batchSize } = this.config.schedules
    const turns = new ShortTurns(this.db.connection(), batchSize, FIRST_TURN)
    await this.replan.run(signal)
    let left = limit
    while (left > 0 && !signal?.aborted) {
      if (!(await isAnyDue(this.db.connection(), toSqlInstant(this.clock.now())))) break
      const taken = await this.#firePage(turns, Math.min(left, turns.size), summary)
      if (taken === 0) break
      left -= taken
    }
    return summary
  }

  /** Returns how many schedules were taken: 0 if other processes hold all that are due. */
  async #firePage(turns: ShortTurns, limit: number, summary: FiredSummary): Promise<number> {
    const taken: number[] = []
    try {
      const takePage = async (trx: TransactionClientContract, now: string) => {
        const rows = await takeDueSchedules(trx, { now, limit })
        taken.splice(0, Infinity, ...rows.map(({ id }) => id))
        return rows
      }
      const fired = await turns.take((trx) => this.#fire(trx, takePage), {
        rows: () => taken.length,
      })
      addTo(summary, fired)
    } catch (error) {
      if (!(error instanceof JobWorkFailed) || !error.isAboutTheJob) throw error
      for (const id of taken) await this.#fireAlone(id, summary)
    }
    return taken.length
  }

  /** One schedule of a page failed: one by one, only that one fails again. */
  async #fireAlone(id: number, summary: FiredSummary): Promise<void> {
    let row: ScheduleRow | undefined
    try {
      const takeThis = async (trx: TransactionClientContract, now: string) => {
        const rows = await takeDueSchedule(trx, { now, id })
        row = rows[0]
        return rows
      }
      const fired = await transaction(this.db.connection(), (trx) => this.#fire(trx, takeThis), {
        readsFirst: true,
      })
      addTo(summary, fired)
    } catch (error) {
      if (!row || !(error instanceof JobWorkFailed) || !error.isAboutTheJob) throw error
      const faulty = { row, error: `The handler "${error.handler}" could not do its work` }
      this.logger.error({ err: error.cause, schedule: id }, 'the work of a schedule failed')
      const disabled = await transaction(this.db.connection(), (trx) =>
        disableFaulty(trx, faulty, toSqlInstant(this.clock.now()), this.logger)
      )
      if (disabled) summary.faulty += 1
    }
  }

  async #fire(
    trx: TransactionClientContract,
    take: (trx: TransactionClientContract, now: string) => Promise<ScheduleRow[]>
  ): Promise<FiredSummary> {
    const at = this.clock.now()
    const now = toSqlInstant(at)
    const rows = await take(trx, now)
    const alone = rows.filter(({ overlap }) => overlap === 'skip').map(({ id }) => id)
    const circumstances = {
      now: at,
      missedBefore: at.minus({ seconds: this.config.schedules.missedAfterSeconds }),
      handlers: this.handlers,
      underWay: await schedulesUnderWay(trx, alone),
    }
    const plans = rows.map((row) => planFiring(row, circumstances))
    return this.#write(trx, plans, now)
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

function addTo(summary: FiredSummary, fired: FiredSummary): void {
  for (const key of Object.keys(fired) as (keyof FiredSummary)[]) summary[key] += fired[key]
}
