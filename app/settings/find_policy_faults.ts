import type { SmsSchedulerSettings } from './sms_scheduler_settings.js'
import { E164_PREFIX } from '#values/e164'
import { A_LANGUAGE_TAG, LANGUAGE_TAG } from '#values/language_tag'
import { isObject } from '#values/is_object'

const UNKNOWN_POLICIES: unknown[] = ['hold', 'resend_once', 'assume_sent']
const UNKNOWN_ALLOWED = '"hold", "resend_once" or "assume_sent"'

const MOST_MESSAGES_PER_NUMBER = 1_000
const MOST_SEGMENTS = 100_000_000

const PROGRAMME = /^\S.{0,38}\S$/u

type Fault = (key: string, value: unknown, allowed: string) => void

/**
 * Checks the groups `unknown` and `caps`, the switches and the programme of `text` and the list of `receipts`; findConfigFaults checks the
 * rest.
 */
export function findPolicyFaults(settings: Partial<SmsSchedulerSettings>, fault: Fault): void {
  const { unknown, caps, text, receipts } = settings
  if (!UNKNOWN_POLICIES.includes(unknown?.default))
    fault('unknown.default', unknown?.default, UNKNOWN_ALLOWED)
  if (!isObject(unknown?.byType))
    fault('unknown.byType', unknown?.byType, 'a policy for each message type, or {}')
  for (const [type, policy] of Object.entries(unknown?.byType ?? {})) {
    if (!UNKNOWN_POLICIES.includes(policy)) fault(`unknown.byType.${type}`, policy, UNKNOWN_ALLOWED)
  }

  const language: unknown = text?.defaultLanguage
  if (typeof language !== 'string' || !LANGUAGE_TAG.test(language))
    fault('text.defaultLanguage', language, A_LANGUAGE_TAG)
  for (const key of ['plainLetters', 'namesVaccine'] as const) {
    if (typeof text?.[key] !== 'boolean') fault(`text.${key}`, text?.[key], 'true or false')
  }
  const programme: unknown = text?.programme
  if (programme !== null && !(typeof programme === 'string' && PROGRAMME.test(programme)))
    fault('text.programme', programme, 'null or a name of at most 40 characters')

  const resent: unknown = receipts?.resendUndelivered
  if (!Array.isArray(resent) || !resent.every((type) => typeof type === 'string' && type !== ''))
    fault('receipts.resendUndelivered', resent, 'message types such as ["1_day_reminder"], or []')

  findFaultsOfPrefixes(caps?.allowedPrefixes, fault)
  if (!isCap(caps?.messagesPerNumberPerDay, 1, MOST_MESSAGES_PER_NUMBER)) {
    fault(
      'caps.messagesPerNumberPerDay',
      caps?.messagesPerNumberPerDay,
      `null or a whole number from 1 to ${MOST_MESSAGES_PER_NUMBER}`
    )
  }
  /** A text longer than the daily cap could never leave. */
  const fewest = text?.maxSegments ?? 1
  if (!isCap(caps?.segmentsPerDay, fewest, MOST_SEGMENTS)) {
    fault(
      'caps.segmentsPerDay',
      caps?.segmentsPerDay,
      `null or a whole number from text.maxSegments (${fewest}) to ${MOST_SEGMENTS}`
    )
  }
  if (caps?.whenOver !== 'delay' && caps?.whenOver !== 'suppress')
    fault('caps.whenOver', caps?.whenOver, '"delay" or "suppress"')
}

function findFaultsOfPrefixes(prefixes: unknown, fault: Fault): void {
  if (prefixes === null) return
  if (!Array.isArray(prefixes)) {
    fault('caps.allowedPrefixes', prefixes, 'a list such as ["+237"], null, or []')
    return
  }
  for (const [place, prefix] of prefixes.entries()) {
    if (typeof prefix !== 'string' || !E164_PREFIX.test(prefix))
      fault(`caps.allowedPrefixes[${place}]`, prefix, 'the beginning of a number, such as "+237"')
  }
}

function isCap(value: unknown, min: number, max: number): boolean {
  return value === null || (Number.isInteger(value) && Number(value) >= min && Number(value) <= max)
}
