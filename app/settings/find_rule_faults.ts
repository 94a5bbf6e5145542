import { MIXED_REMINDERS } from '#texts/template_store'
import { isObject } from '#values/is_object'
import { isTimeOfDay, isWholeNumber, isZone } from './is_setting.js'
import { namedRules } from './reminder_rules.js'
import type { ReminderRule, SmsSchedulerSettings } from './sms_scheduler_settings.js'

/** As in `sms_messages.message_type`, and short enough for a file name or a label. */
const TYPE = /^[a-z0-9][\w.-]{0,59}$/i

/** Messages with their own text, the answer to a STOP, and what several reminders leave as. */
const TAKEN: unknown[] = ['custom', 'stop_confirmation', MIXED_REMINDERS]

const FURTHEST_DAYS = 60
const USEFUL_AT_MOST_DAYS = 90

/** Scopes of a rule, each of which is compared with each dose. */
const MOST_SCOPES = 50

type Fault = (key: string, value: unknown, allowed: string) => void

/** Checks the rules of the group `reminders`; findConfigFaults checks the rest. */
export function findRuleFaults(settings: Partial<SmsSchedulerSettings>, fault: Fault): void {
  const { reminders } = settings
  if (reminders?.more !== undefined && !isObject(reminders.more))
    fault('reminders.more', reminders.more, 'rules by their names, or {}')
  const byType = new Map<string, string>()
  for (const { key, rule } of namedRules(reminders)) {
    findFaultsOfRule(rule, key, settings.window?.end, fault)
    const type = rule?.type
    if (typeof type === 'string' && byType.has(type))
      fault(`${key}.type`, type, `a type of its own: ${byType.get(type)} has it already`)
    else if (typeof type === 'string') byType.set(type, key)
  }
}

function findFaultsOfRule(
  rule: Partial<ReminderRule> | undefined,
  key: string,
  windowEnd: string | undefined,
  fault: Fault
): void {
  const check = (name: keyof ReminderRule, isUsable: boolean, allowed: string) => {
    if (!isUsable) fault(`${key}.${name}`, rule?.[name], allowed)
  }
  check(
    'type',
    TYPE.test(String(rule?.type ?? '')) && !TAKEN.includes(rule?.type),
    `a message type such as "7_day_reminder": at most 60 letters, digits, "_", "-" and ".", and not ${TAKEN.join(', ')}`
  )
  check(
    'offsetDays',
    isWholeNumber(rule?.offsetDays, -FURTHEST_DAYS, FURTHEST_DAYS),
    `a whole number from -${FURTHEST_DAYS} to ${FURTHEST_DAYS}`
  )
  check('timeOfDay', isTimeOfDay(rule?.timeOfDay), 'a time of day from "00:00" to "23:59"')
  check(
    'usefulUntilDays',
    isWholeNumber(rule?.usefulUntilDays, Number(rule?.offsetDays), USEFUL_AT_MOST_DAYS),
    `a whole number from offsetDays (${rule?.offsetDays}) to ${USEFUL_AT_MOST_DAYS}`
  )
  check('version', isWholeNumber(rule?.version, 1, 1_000_000), 'a whole number from 1 to 1000000')
  check(
    'timezone',
    rule?.timezone === 'facility' || isZone(rule?.timezone),
    '"facility" or an IANA time zone'
  )
  check(
    'priority',
    ['high', 'normal', 'low'].includes(String(rule?.priority)),
    '"high", "normal" or "low"'
  )
  check(
    'enabled',
    rule?.enabled === undefined || typeof rule.enabled === 'boolean',
    'true or false'
  )
  findFaultsOfWindow(rule, key, fault)
  findFaultsOfDeadline(rule, key, windowEnd, fault)
  findFaultsOfScopes(rule?.appliesTo, `${key}.appliesTo`, fault)
}

function findFaultsOfWindow(rule: Partial<ReminderRule> | undefined, key: string, fault: Fault) {
  const window: unknown = rule?.window
  if (window === undefined) return
  const { start, end } = isObject(window) ? window : {}
  if (!isTimeOfDay(start) || !isTimeOfDay(end) || start >= end)
    fault(`${key}.window`, window, '{ start: "08:00", end: "20:00" }, with an end after the start')
}

/** The deadline is the end of the window on its last day. */
function findFaultsOfDeadline(
  rule: Partial<ReminderRule> | undefined,
  key: string,
  commonEnd: string | undefined,
  fault: Fault
) {
  const end = isObject(rule?.window) ? rule.window.end : commonEnd
  const { offsetDays, usefulUntilDays, timeOfDay } = rule ?? {}
  if (offsetDays === undefined || offsetDays !== usefulUntilDays) return
  if (isTimeOfDay(end) && isTimeOfDay(timeOfDay) && timeOfDay >= end)
    fault(
      `${key}.timeOfDay`,
      timeOfDay,
      `a time before its deadline, ${end} of the same day (usefulUntilDays ${usefulUntilDays})`
    )
}

function findFaultsOfScopes(scopes: unknown, key: string, fault: Fault) {
  if (scopes === undefined) return
  if (!Array.isArray(scopes) || scopes.length === 0 || scopes.length > MOST_SCOPES)
    return fault(
      key,
      scopes,
      `1 to ${MOST_SCOPES} doses such as [{ vaccine: "RR", dose: "2" }], or no such key for all doses`
    )
  const isText = (value: unknown) => typeof value === 'string' && value.trim() !== ''
  for (const [place, scope] of scopes.entries()) {
    const named = isObject(scope)
      ? [scope.vaccine, scope.dose].filter((one) => one !== undefined)
      : []
    if (named.length === 0 || !named.every(isText))
      fault(`${key}[${place}]`, scope, 'a vaccine, a dose (as texts), or both')
  }
}
