import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { IANAZone } from 'luxon'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { reconcileDueDate, type DueDateWork } from '#reminders/reconcile_due_date'
import { reconcileImmunizations } from '#reminders/reconcile_immunizations'
import { ReconcilePlan, type PlanOptions } from '#reminders/reconcile_plan'
import { dueDatesOfOpenReminders, zonesOfFacilities } from '#reminders/reconcile_scope'
import { addTo, emptySummary, type ReconcileSummary } from '#reminders/reconcile_summary'
import { reconcileTransaction, rehearse } from '#reminders/reconcile_transaction'

export interface ReconcileOptions {
  /**
   * `YYYY-MM-DD`: plan as far ahead as a run at the start of that day would. What
   * is late is judged by the present all the same, so that planning ahead never
   * writes off a reminder; a date in the past changes nothing.
   */
  date?: string
  /** Only these types; none means all, and then reminders whose rule is gone are closed. */
  types?: string[]
  /** The same statements, rolled back. */
  dryRun?: boolean
  signal?: AbortSignal
  onProgress?: (summary: Readonly<ReconcileSummary>) => void
}

/**
 * Makes the messages what the immunizations ask for. Running it once or ten
 * times, alone or beside itself, gives the same rows; it can be ended anywhere,
 * and the next run does the rest.
 */
@inject()
export class ReconcileReminders {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly logger: Logger
  ) {}

  async run(options: ReconcileOptions = {}): Promise<ReconcileSummary> {
    const startedAt = performance.now()
    const client = this.db.connection()
    const summary = emptySummary()
    const plan = await this.#plan(client, { actor: 'reconciliation', ...options })
    const dueDates = new Set([...plan.dueDatesInBand(), ...(await dueDatesOfOpenReminders(client))])

    for (const dueOn of [...dueDates].sort()) {
      if (options.signal?.aborted) break
      await this.#reconcile(client, options.dryRun ?? false, {
        dueOn,
        context: plan.contextFor([dueOn]),
        pageSize: this.config.reminders.pageSize,
        signal: options.signal,
        onStep: (counts) => {
          addTo(summary, counts)
          options.onProgress?.(summary)
        },
      })
    }
    summary.complete = !options.signal?.aborted
    summary.durationMs = Math.round(performance.now() - startedAt)
    this.logger.info({ ...summary, dryRun: options.dryRun ?? false }, 'reminders reconciled')
    return summary
  }

  /**
   * The reminders of these immunizations alone, for whoever has just changed them:
   * in the transaction of the change, or in one of its own. Returns after all
   * other reconciliations that write have committed.
   */
  async forImmunizations(
    client: QueryClientContract | TransactionClientContract,
    ids: number[],
    actor = 'reconciliation'
  ): Promise<ReconcileSummary> {
    const startedAt = performance.now()
    const summary = emptySummary()
    const plan = await this.#plan(client, { actor })
    const { pageSize } = this.config.reminders
    for (let start = 0; start < ids.length; start += pageSize) {
      const page = ids.slice(start, start + pageSize)
      const counts = await reconcileImmunizations(client, page, (dueDates) =>
        plan.contextFor(dueDates)
      )
      counts.forEach((count) => addTo(summary, count))
    }
    summary.durationMs = Math.round(performance.now() - startedAt)
    return summary
  }

  /** A rehearsal keeps one transaction for the whole due date, as its steps build on each other. */
  async #reconcile(
    client: QueryClientContract,
    dryRun: boolean,
    work: Omit<DueDateWork, 'client' | 'transact'>
  ): Promise<void> {
    if (!dryRun) {
      await reconcileDueDate({
        ...work,
        client,
        transact: (page) => reconcileTransaction(client, page),
      })
      return
    }
    await rehearse(client, (trx) =>
      reconcileDueDate({ ...work, client: trx, transact: (page) => page(trx) })
    )
  }

  /** One facility with an unknown zone must not keep the reminders of all others back. */
  async #plan(
    client: QueryClientContract,
    { actor, date, types }: Pick<PlanOptions, 'actor' | 'date' | 'types'>
  ): Promise<ReconcilePlan> {
    const zones = await zonesOfFacilities(client)
    for (const zone of zones.filter((name) => !IANAZone.isValidZone(name))) {
      this.logger.warn(
        { zone, used: this.config.timezone },
        'facility with an unknown time zone: its reminders are planned in the zone of the application'
      )
    }
    return new ReconcilePlan(this.config, { now: this.clock.now(), zones, actor, date, types })
  }
}
