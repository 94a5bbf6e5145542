import { DateTime } from 'luxon'
import { mapByTurns } from '#promises/map_by_turns'
import type { ReminderRule, SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import type { ReconcileContext } from '#reminders/reconcile_step'
import type { DueInZone } from '#reminders/reconcile_scope'
import {
  dueDatesInBand,
  slotsOn,
  type ReminderSlot,
  type SlotSettings,
} from '#reminders/reminder_slots'
import { scopesOf } from '#reminders/rule_scopes'
import { toSqlInstant } from '#storage/instants'

export interface PlanOptions {
  /** The present. */
  now: DateTime
  /** The zones of all facilities. */
  zones: string[]
  /** The actor in the events. */
  actor: string
  /** See `ReconcileContext`. */
  keepsTimes?: boolean
  date?: string
  types?: string[]
}

/**
 * The input of one reconciliation: its rules, how far ahead it plans, and the slots of each due
 * date.
 */
export class ReconcilePlan {
  readonly #slotSettings: SlotSettings
  readonly #rules: ReminderRule[]

  constructor(
    private readonly config: SmsSchedulerConfig,
    private readonly options: PlanOptions
  ) {
    const { now, date, types } = options
    const from = date === undefined ? now : DateTime.max(now, this.#startOf(date))
    this.#rules = types ? types.map((type) => this.#ruleOf(type)) : config.rules
    this.#slotSettings = {
      /** The band covers all rules, whichever are requested. */
      rules: config.rules,
      window: config.window,
      fallbackZone: config.timezone,
      now,
      horizon: from.plus({ days: config.reminders.horizonDays }),
    }
  }

  dueDatesInBand(): string[] {
    return dueDatesInBand(this.#slotSettings)
  }

  /** For all facilities. */
  contextFor(dueDates: string[]): ReconcileContext {
    const { zones } = this.options
    return this.#contextWith(dueDates.map((dueOn) => slotsOn(dueOn, zones, this.#slotSettings)))
  }

  /** For immunizations that may be due on as many days as there are of them. */
  async contextOf(due: DueInZone[]): Promise<ReconcileContext> {
    const slots = await mapByTurns(due, ({ due_on: dueOn, zone }) =>
      slotsOn(dueOn, [zone], this.#slotSettings)
    )
    return this.#contextWith(slots)
  }

  #contextWith(slots: ReminderSlot[][]): ReconcileContext {
    const types = this.#rules.map(({ type }) => type)
    return {
      slots: slots.flat().filter((slot) => types.includes(slot.message_type)),
      rules: this.#rules.map(({ type, version, appliesTo }) => ({
        message_type: type,
        version,
        scoped: appliesTo ? 1 : 0,
      })),
      scopes: scopesOf(this.#rules),
      onlyTheseRules: this.options.types !== undefined,
      defaultLanguage: this.config.text.defaultLanguage,
      consentPolicy: this.config.consent.policy,
      keepsTimes: this.options.keepsTimes ?? false,
      now: toSqlInstant(this.options.now),
      actor: this.options.actor,
    }
  }

  #startOf(date: string): DateTime {
    const start = DateTime.fromFormat(date, 'yyyy-MM-dd', { zone: this.config.timezone })
    if (!start.isValid) throw new InvalidReconcileOption('date', date, 'a date as YYYY-MM-DD')
    return start
  }

  #ruleOf(type: string): ReminderRule {
    const rule = this.config.rules.find((candidate) => candidate.type === type)
    if (rule) return rule
    const known = this.config.rules.map((candidate) => candidate.type).join(', ')
    throw new InvalidReconcileOption('types', type, `a type of config/sms_scheduler.ts: ${known}`)
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
