import { DateTime } from 'luxon'
import type { ReminderRule } from '#settings/sms_scheduler_config'
import { PRIORITIES } from '#messages/priority'
import { localInstant } from '#values/local_instant'
import { toSqlInstant } from '#storage/instants'
import { isTimeZone } from '#values/time_zone'

/**
 * When one rule fires for one due date in one zone, and what that means now. Columns of a JSON
 * parameter.
 */
export interface ReminderSlot {
  due_on: string
  zone: string
  message_type: string
  /** 1: only for the doses in `RuleScopes`; 0: for all. */
  scoped: 0 | 1
  version: number
  /** As in `sms_messages.priority`. */
  priority: number
  planned_at: string
  expires_at: string
  /**
   * `pending`: gets its row now. `late`: its deadline has passed. Null: not yet, or the
   * immunization is too old.
   */
  plan: 'pending' | 'late' | null
  /** The suffix of `sms_messages.dedupe_key` after the immunization. */
  key_suffix: string
}

export interface SlotSettings {
  rules: ReminderRule[]
  window: { end: string }
  /** For a facility whose zone this machine does not know. */
  fallbackZone: string
  /** The present: earlier times are late. */
  now: DateTime
  /** Reminders planned up to this instant get their rows. */
  horizon: DateTime
}

interface Firing {
  rule: ReminderRule
  plannedAt: DateTime
  expiresAt: DateTime
}

/** The slots of all rules for one due date in each of the zones. */
export function slotsOn(dueOn: string, zones: string[], settings: SlotSettings): ReminderSlot[] {
  return zones.flatMap((zone) => {
    const firings = settings.rules.map((rule) =>
      firingOf(rule, dueOn, usableZone(zone, settings), settings.window.end)
    )
    const forAllDoses = firings.filter(({ rule }) => !rule.appliesTo)
    return firings.map((firing) => ({
      due_on: dueOn,
      zone,
      message_type: firing.rule.type,
      scoped: firing.rule.appliesTo ? (1 as const) : (0 as const),
      version: firing.rule.version,
      priority: PRIORITIES[firing.rule.priority],
      planned_at: toSqlInstant(firing.plannedAt),
      expires_at: toSqlInstant(firing.expiresAt),
      plan: isHistory(firing, forAllDoses, settings) ? null : planOf(firing, settings),
      key_suffix: `:${firing.rule.type}:${dueOn}:v${firing.rule.version}`,
    }))
  })
}

/**
 * The due dates for which a rule may have work in some zone of the world: one extra day on each
 * side.
 */
export function dueDatesInBand({ rules, now, horizon }: SlotSettings): string[] {
  if (rules.length === 0) return []
  const first = now
    .toUTC()
    .startOf('day')
    .minus({ days: Math.max(...rules.map((rule) => rule.usefulUntilDays)) + 1 })
  const last = horizon
    .toUTC()
    .startOf('day')
    .minus({ days: Math.min(...rules.map((rule) => rule.offsetDays)) - 1 })
  const days = Math.max(0, last.diff(first, 'days').days + 1)
  return Array.from({ length: days }, (_, day) => first.plus({ days: day }).toFormat('yyyy-MM-dd'))
}

function usableZone(zone: string, { fallbackZone }: SlotSettings): string {
  return isTimeZone(zone) ? zone : fallbackZone
}

function firingOf(rule: ReminderRule, dueOn: string, zone: string, windowEnd: string): Firing {
  const due = DateTime.fromISO(dueOn, { zone: 'utc' })
  const dayOf = (days: number) => due.plus({ days }).toFormat('yyyy-MM-dd')
  const ruleZone = rule.timezone === 'facility' ? zone : rule.timezone
  return {
    rule,
    plannedAt: localInstant(dayOf(rule.offsetDays), rule.timeOfDay, ruleZone),
    expiresAt: localInstant(dayOf(rule.usefulUntilDays), rule.window?.end ?? windowEnd, ruleZone),
  }
}

/**
 * Whether its dose is too old for it to get a row that says it is late. A rule for some doses does
 * not bring back the old reminders of all others.
 */
function isHistory(firing: Firing, forAllDoses: Firing[], { now }: SlotSettings): boolean {
  return [firing, ...forAllDoses].every(({ expiresAt }) => expiresAt <= now)
}

function planOf({ plannedAt, expiresAt }: Firing, { now, horizon }: SlotSettings) {
  if (expiresAt <= now) return 'late'
  return plannedAt <= horizon ? 'pending' : null
}
