import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { DateTime, IANAZone } from 'luxon'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig, type ReminderRule } from '#app/sms_scheduler_config'
import { reconcileDueDate } from '#reminders/reconcile_due_date'
import { reconcileImmunizations } from '#reminders/reconcile_immunizations'
import { dueDatesOfOpenReminders, zonesOfFacilities } from '#reminders/reconcile_scope'
import type { ReconcileContext } from '#reminders/reconcile_step'
import { addTo, emptySummary, type ReconcileSummary } from '#reminders/reconcile_summary'
import { reconcileTransaction, rehearse } from '#reminders/reconcile_transaction'
import {
  dueDatesInBand,
  slotsOn,
  type ReminderSlot,
  type SlotSettings,
} from '#reminders/reminder_slots'
import { toSqlInstant } from '#storage/instants'

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
    const settings = this.#settings(options.date)
    const zones = await this.#zones(client)
    const dueDates = new Set([
      ...dueDatesInBand(settings),
      ...(await dueDatesOfOpenReminders(client)),
    ])

    for (const dueOn of [...dueDates].sort()) {
      if (options.signal?.aborted) break
      const context = this.#context(
        slotsOn(dueOn, zones, settings),
        settings,
        'reconciliation',
        options.types
      )
      const onStep = (counts: Partial<ReconcileSummary>) => {
        addTo(summary, counts)
        options.onProgress?.(summary)
      }
      const work = {
        dueOn,
        context,
        pageSize: this.config.reminders.pageSize,
        onStep,
        signal: options.signal,
      }
      if (options.dryRun) {
        await rehearse(client, (trx) =>
          reconcileDueDate({ ...work, client: trx, transact: (page) => page(trx) })
        )
      } else {
        await reconcileDueDate({
          ...work,
          client,
          transact: (page) => reconcileTransaction(client, page),
        })
      }
    }
    summary.complete = !options.signal?.aborted
    summary.durationMs = Math.round(performance.now() - startedAt)
    this.logger.info({ ...summary, dryRun: options.dryRun ?? false }, 'reminders reconciled')
    return summary
  }

  /**
   * The reminders of these immunizations alone, for whoever has just changed them:
   * in the transaction of the change, or in one of its own.
   */
  async forImmunizations(
    client: QueryClientContract | TransactionClientContract,
    ids: number[],
    actor = 'reconciliation'
  ): Promise<ReconcileSummary> {
    const startedAt = performance.now()
    const summary = emptySummary()
    const settings = this.#settings()
    const zones = await this.#zones(client)
    const contextFor = (dueDates: string[]) =>
      this.#context(
        dueDates.flatMap((dueOn) => slotsOn(dueOn, zones, settings)),
        settings,
        actor
      )
    const { pageSize } = this.config.reminders
    for (let start = 0; start < ids.length; start += pageSize) {
      const page = ids.slice(start, start + pageSize)
      const counts = await reconcileImmunizations(client, page, contextFor)
      counts.forEach((count) => addTo(summary, count))
    }
    summary.durationMs = Math.round(performance.now() - startedAt)
    return summary
  }

  #settings(date?: string): SlotSettings {
    const now = this.clock.now()
    const from = date === undefined ? now : DateTime.max(now, this.#startOf(date))
    return {
      rules: this.config.rules,
      window: this.config.window,
      fallbackZone: this.config.timezone,
      now,
      horizon: from.plus({ days: this.config.reminders.horizonDays }),
    }
  }

  #startOf(date: string): DateTime {
    const start = DateTime.fromFormat(date, 'yyyy-MM-dd', { zone: this.config.timezone })
    if (!start.isValid) throw new InvalidReconcileOption('date', date, 'a date as YYYY-MM-DD')
    return start
  }

  #context(
    slots: ReminderSlot[],
    { now }: SlotSettings,
    actor: string,
    types?: string[]
  ): ReconcileContext {
    const rules = types ? types.map((type) => this.#rule(type)) : this.config.rules
    return {
      slots: types ? slots.filter((slot) => types.includes(slot.message_type)) : slots,
      rules: rules.map(({ type, version }) => ({ type, version })),
      onlyTheseRules: types !== undefined,
      defaultLanguage: this.config.text.defaultLanguage,
      now: toSqlInstant(now),
      actor,
    }
  }

  #rule(type: string): ReminderRule {
    const rule = this.config.rules.find((candidate) => candidate.type === type)
    if (rule) return rule
    const known = this.config.rules.map((candidate) => candidate.type).join(', ')
    throw new InvalidReconcileOption('types', type, `a type of config/sms_scheduler.ts: ${known}`)
  }

  /** One facility with an unknown zone must not keep the reminders of all others back. */
  async #zones(client: QueryClientContract): Promise<string[]> {
    const zones = await zonesOfFacilities(client)
    for (const zone of zones.filter((name) => !IANAZone.isValidZone(name))) {
      this.logger.warn(
        { zone, used: this.config.timezone },
        'facility with an unknown time zone: its reminders are planned in the zone of the application'
      )
    }
    return zones
  }
}

export class InvalidReconcileOption extends Error {
  readonly code = 'E_INVALID_RECONCILE_OPTION'

  constructor(
    readonly option: string,
    readonly value: string,
    allowed: string
  ) {
    super(`${option} is "${value}", allowed: ${allowed}`)
  }
}
