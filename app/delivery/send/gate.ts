import type { DateTime } from 'luxon'
import type { ClaimedMessage } from '#delivery/claim/claimed_message'
import type { ConsentPolicy } from '#settings/sms_scheduler_settings'
import { refusalOfMessage } from '#messages/consent_policy'
import { holdBack } from '#delivery/pauses/held_back'
import { Pauses } from '#delivery/pauses/pauses'
import { MessageStatuses } from '#messages/message_status'
import type { Reason } from '#messages/reasons'
import { WINDOWED_SOURCES } from '#messages/scheduled_message'
import { sendingWindow, type SendingWindow } from '#values/sending_window'
import { isTimeZone } from '#values/time_zone'
import { fromSqlInstant } from '#storage/instants'
import { E164 } from '#values/e164'

/** The gate's decision about a claimed message. */
export type GateDecision =
  /** `leaveBefore`: the end of the window; it must leave before that. */
  | { kind: 'send'; leaveBefore: DateTime | null }
  | { kind: 'close'; status: 'expired' | 'cancelled' | 'suppressed'; reason: Reason }
  | { kind: 'defer'; until: DateTime; reason: Reason }

export interface GateSettings {
  /** Used if the facility's own zone is unknown. */
  timezone: string
  /** By message type: a rule may have its own. */
  windowOf(messageType: string): { start: string; end: string }
  caps: { allowedPrefixes: string[] | null }
  consent: { policy: ConsentPolicy }
}

/**
 * Whether a message may still leave, checked at the last moment in the order below. The commit to
 * `sending` checks the decisive conditions again.
 */
export function decideAtGate(
  message: ClaimedMessage,
  now: DateTime,
  settings: GateSettings,
  pauses: Pauses = Pauses.none
): GateDecision {
  const expiresAt = message.expires_at ? fromSqlInstant(message.expires_at) : null
  if (expiresAt && expiresAt <= now) return close(MessageStatuses.expired, 'deadline_passed')

  const pause = pauses.holding(message)
  if (pause) return { kind: 'defer', ...holdBack(pause, now) }

  if (message.immunization_id !== null) {
    if (message.administered_on) return close(MessageStatuses.cancelled, 'visit_recorded')
    if (message.cancelled_at) return close(MessageStatuses.cancelled, 'immunization_cancelled')
    if (message.immunization_due_on !== message.due_on)
      return close(MessageStatuses.cancelled, 'due_date_moved')
  }
  if (message.patient_status !== null && message.patient_status !== 'active') {
    return close(MessageStatuses.suppressed, 'patient_inactive')
  }
  if (!message.phone_number) return close(MessageStatuses.suppressed, 'no_phone')
  const refusal = refusalOfMessage(message, settings.consent.policy)
  if (refusal) return close(MessageStatuses.suppressed, refusal)
  if (!E164.test(message.phone_number)) return close(MessageStatuses.suppressed, 'unusable_phone')
  if (!isAllowed(message.phone_number, settings.caps.allowedPrefixes ?? []))
    return close(MessageStatuses.suppressed, 'country_not_allowed')

  return withinWindow(message, now, expiresAt, settings)
}

/** An empty list allows every country. */
export function isAllowed(phoneNumber: string, prefixes: string[]): boolean {
  return prefixes.length === 0 || prefixes.some((prefix) => phoneNumber.startsWith(prefix))
}

/**
 * Reminders keep to the recipient's window, and so do messages of schedules and programs unless
 * they are urgent.
 * What a person sends, and the answer to a STOP, is meant for now.
 */
function withinWindow(
  message: ClaimedMessage,
  now: DateTime,
  expiresAt: DateTime | null,
  settings: GateSettings
): GateDecision {
  const window = windowAt(message, now, settings)
  if (!window) return { kind: 'send', leaveBefore: expiresAt }
  if (window.open) {
    const leaveBefore = expiresAt && expiresAt < window.closesAt ? expiresAt : window.closesAt
    return { kind: 'send', leaveBefore }
  }
  if (expiresAt && expiresAt <= window.opensAt)
    return close(MessageStatuses.expired, 'no_window_before_deadline')
  return { kind: 'defer', until: window.opensAt, reason: 'outside_window' }
}

type Windowed = Pick<
  ClaimedMessage,
  'immunization_id' | 'source' | 'urgent' | 'timezone' | 'message_type'
>

/** The window that is open at an instant or opens next; null if the message keeps to none. */
export function windowAt(
  message: Windowed,
  instant: DateTime,
  settings: Pick<GateSettings, 'timezone' | 'windowOf'>
): SendingWindow | null {
  if (!keepsToWindow(message)) return null
  /** One facility with an invalid zone must not stop the whole batch. */
  const zone =
    message.timezone && isTimeZone(message.timezone) ? message.timezone : settings.timezone
  return sendingWindow(instant, zone, settings.windowOf(message.message_type))
}

function keepsToWindow({ immunization_id: immunization, source, urgent }: Windowed): boolean {
  return immunization !== null || (WINDOWED_SOURCES.includes(source) && !urgent)
}

function close(status: 'expired' | 'cancelled' | 'suppressed', reason: Reason): GateDecision {
  return { kind: 'close', status, reason }
}
