import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { rehearseDueDate } from '#reminders/rehearse_due_date'
import { reconcileDueDate } from '#reminders/reconcile_due_date'
import { reconcileImmunizations } from '#reminders/reconcile_immunizations'
import { ReconcilePlan, type PlanOptions } from '#reminders/reconcile_plan'
import { dueDatesOfOpenReminders, JOINED, zonesOfFacilities } from '#reminders/reconcile_scope'
import { addTo, emptySummary, type ReconcileSummary } from '#reminders/reconcile_summary'
import { rulesWithoutText, withoutTextInWords } from '#reminders/rules_without_text'
import { countFilledTables } from '#storage/renew_statistics'
import { ShortTurns } from '#storage/short_turns'
import { TemplateStore } from '#texts/template_store'
import { TextCosts, type TextCostSummary } from '#texts/text_costs'
import { hasOlderZoneData } from '#storage/zone_data_versions'
import { isTimeZone } from '#values/time_zone'

export interface ReconcileOptions {
  /**
   * `YYYY-MM-DD`: plans as far ahead as a run at the start of that day would. Lateness is still
   * judged by the present, so planning ahead never writes off a reminder; a past date changes
   * nothing.
   */
  date?: string
  /** Only these types. If missing, all types, and reminders whose rule is gone are closed. */
  types?: string[]
  /** The same statements, rolled back. */
  dryRun?: boolean
  signal?: AbortSignal
  onProgress?: (summary: Readonly<ReconcileSummary>, dueDates: DueDatesDone) => void
}

export interface Reconciliation extends ReconcileSummary {
  /** What the planned texts would cost; of a rehearsal only. */
  texts?: TextCostSummary
}

/** How many of the due dates are done. */
export interface DueDatesDone {
  done: number
  of: number
}

/**
 * Brings the messages in line with the immunizations. Running it once or ten times, alone or
 * concurrently, gives the same rows. It can be interrupted anywhere; the next run does the rest.
 */
@inject()
export class ReconcileReminders {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly logger: Logger
  ) {}

  async run(options: ReconcileOptions = {}): Promise<Reconciliation> {
    const startedAt = performance.now()
    const client = this.db.connection()
    await countFilledTables(client, JOINED)
    await this.#nameRulesWithoutText(client)
    const summary = emptySummary()
    const plan = await this.#plan(client, { actor: 'reconciliation', ...options })
    const turns = new ShortTurns(client, this.config.reminders.pageSize)
    const reconcile = options.dryRun ? rehearseDueDate : reconcileDueDate
    const band = [...plan.dueDatesInBand(), ...(await dueDatesOfOpenReminders(client))]
    const dueDates = [...new Set(band)].sort()
    const costs = options.dryRun ? await this.#textCosts() : undefined

    for (const [done, dueOn] of dueDates.entries()) {
      if (options.signal?.aborted) break
      await reconcile({
        client,
        dueOn,
        context: plan.contextFor([dueOn]),
        turns,
        signal: options.signal,
        costs,
        onStep: (counts) => {
          addTo(summary, counts)
          options.onProgress?.(summary, { done, of: dueDates.length })
        },
      })
    }
    summary.complete = !options.signal?.aborted
    summary.durationMs = Math.round(performance.now() - startedAt)
    this.logger.info({ ...summary, dryRun: options.dryRun ?? false }, 'reminders reconciled')
    return costs ? { ...summary, texts: costs.summary } : summary
  }

  async #textCosts(): Promise<TextCosts> {
    const types = this.config.rules.map(({ type }) => type)
    const templates = await new TemplateStore(this.db).load(types)
    return new TextCosts(templates, this.config.text)
  }

  /**
   * Reconciles only these immunizations, for callers that have just changed them: in the
   * transaction of the change, or in its own. Returns after all other writing reconciliations have
   * committed.
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
    const turns = client.isTransaction ? undefined : new ShortTurns(client, pageSize)
    for (let start = 0; start < ids.length;) {
      const page = ids.slice(start, start + (turns?.size ?? pageSize))
      const counts = await reconcileImmunizations(turns ?? client, page, (due) =>
        plan.contextOf(due)
      )
      counts.forEach((count) => addTo(summary, count))
      start += page.length
    }
    summary.durationMs = Math.round(performance.now() - startedAt)
    return summary
  }

  /** They are planned all the same: there is time for a text until they are due. */
  async #nameRulesWithoutText(client: QueryClientContract): Promise<void> {
    for (const found of await rulesWithoutText(client, this.config))
      this.logger.error({ event: 'rule_without_text', ...found }, withoutTextInWords(found))
  }

  /** One facility with an unknown zone must not hold up the reminders of all others. */
  async #plan(
    client: QueryClientContract,
    { actor, date, types }: Pick<PlanOptions, 'actor' | 'date' | 'types'>
  ): Promise<ReconcilePlan> {
    const zones = await zonesOfFacilities(client)
    for (const zone of zones.filter((name) => !isTimeZone(name))) {
      this.logger.warn(
        { zone, used: this.config.timezone },
        'facility with an unknown time zone: its reminders are planned in the zone of the application'
      )
    }
    const keepsTimes = await hasOlderZoneData(client)
    const options = { now: this.clock.now(), zones, actor, keepsTimes, date, types }
    return new ReconcilePlan(this.config, options)
  }
}
