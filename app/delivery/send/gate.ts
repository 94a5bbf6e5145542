import { IANAZone, type DateTime } from 'luxon'
import type { ClaimedMessage } from '#delivery/claim/claimed_message'
import type { ConsentPolicy } from '#app/sms_scheduler_settings'
import { refusalOfMessage } from '#consents/consent_policy'
import { holdBack } from '#delivery/pauses/held_back'
import { Pauses } from '#delivery/pauses/pauses'
import { MessageStatuses } from '#models/message_status'
import { sendingWindow } from '#reminders/sending_window'
import { fromSqlInstant } from '#storage/instants'

/** What the gate says about one claimed message. */
export type GateDecision =
  /** `leaveBefore`: the end of the window, after which it must not leave. */
  | { kind: 'send'; leaveBefore: DateTime | null }
  | { kind: 'close'; status: 'expired' | 'cancelled' | 'suppressed'; reason: string }
  | { kind: 'defer'; until: DateTime; reason: string }

export interface GateSettings {
  /** Where the facility's own is unknown. */
  timezone: string
  window: { start: string; end: string }
  caps: { allowedPrefixes: string[] }
  consent: { policy: ConsentPolicy }
}

/** E.164: a plus, then 7 to 15 digits. */
const E164 = /^\+[1-9]\d{6,14}$/

/**
 * Whether a message may still leave, asked at the last moment, in the order of
 * the questions below. The commit to `sending` asks the decisive ones again.
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
  if (!isAllowed(message.phone_number, settings.caps.allowedPrefixes))
    return close(MessageStatuses.suppressed, 'country_not_allowed')

  return withinWindow(message, now, expiresAt, settings)
}

/** An empty list allows every country. */
export function isAllowed(phoneNumber: string, prefixes: string[]): boolean {
  return prefixes.length === 0 || prefixes.some((prefix) => phoneNumber.startsWith(prefix))
}

/** Only reminders keep to the window: what a person or a program sends now is meant for now. */
function withinWindow(
  message: ClaimedMessage,
  now: DateTime,
  expiresAt: DateTime | null,
  settings: GateSettings
): GateDecision {
  if (message.immunization_id === null || !message.timezone)
    return { kind: 'send', leaveBefore: expiresAt }

  /** One facility with a zone that is none must not stop the batch it is in. */
  const zone = IANAZone.create(message.timezone).isValid ? message.timezone : settings.timezone
  const window = sendingWindow(now, zone, settings.window)
  if (window.open) {
    const leaveBefore = expiresAt && expiresAt < window.closesAt ? expiresAt : window.closesAt
    return { kind: 'send', leaveBefore }
  }
  if (expiresAt && expiresAt <= window.opensAt)
    return close(MessageStatuses.expired, 'no_window_before_deadline')
  return { kind: 'defer', until: window.opensAt, reason: 'outside_window' }
}

function close(status: 'expired' | 'cancelled' | 'suppressed', reason: string): GateDecision {
  return { kind: 'close', status, reason }
}
